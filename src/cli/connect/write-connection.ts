import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm } from 'node:fs/promises';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';

/**
 * Writes a connection into its file, readable by its owner only, whole or not at all. A link keeps pointing where it does. Throws
 * `connection-unwritable`.
 */
export async function writeConnection(file: string, connection: Connection): Promise<void> {
  try {
    const path = await realpath(file);
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(connection, null, 2)}\n`);
      await handle.sync();
      await rename(draft, path);
    } finally {
      await handle.close();
      await rm(draft, { force: true });
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw problem('connection-unwritable', { path: file, reason }, error);
  }
}
