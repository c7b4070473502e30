import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Blobs } from '../../core/ports/blobs.js';
import { problem } from '../../core/problems.js';
import { makeFolder, syncFolder, writeDurably } from './durable.js';
import { codeOf } from './error-code.js';
import { removeLeftovers, temporaryFileName } from './leftovers.js';

/** The disk, the quota or the process's own limit on file sizes takes no more. */
const noRoom = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The store as a folder: `<first two digits>/<SHA-256>`, written under a temporary name in `incoming/` first. */
export class FileBlobs extends Blobs {
  private readonly incoming: string;
  private ready: Promise<void> | null = null;

  constructor(private readonly directory: string) {
    super();
    this.incoming = join(directory, 'incoming');
  }

  /**
   * Returns when the bytes are on the disk. Bytes that are there already are read back first: a damaged object is replaced.
   * Throws `storage-full`, `storage-unusable`.
   */
  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    try {
      await this.prepare();
      const path = this.pathOf(sha256);
      const shard = join(path, '..');
      await makeFolder(shard);
      const existing = await readFile(path).catch(ifMissing);
      // Whoever wrote it may have been killed before the name was durable.
      if (existing !== null && sha256Of(existing) === sha256) await syncFolder(shard);
      else await writeDurably(path, bytes, join(this.incoming, temporaryFileName()));
    } catch (error) {
      throw this.explain(error);
    }
    return sha256;
  }

  /** Throws `blob-missing`, `blob-damaged`, `storage-unusable`. */
  async get(sha256: string): Promise<Uint8Array> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw problem('blob-missing', { sha256 });
    const bytes = await readFile(this.pathOf(sha256))
      .catch(ifMissing)
      .catch((error: unknown) => {
        throw this.explain(error);
      });
    if (bytes === null) throw problem('blob-missing', { sha256 });
    if (sha256Of(bytes) !== sha256) throw problem('blob-damaged', { sha256 });
    return bytes;
  }

  /** Makes the folders and removes leftovers, once; after a failure it is tried again. */
  private prepare(): Promise<void> {
    this.ready ??= makeFolder(this.incoming)
      .then(() => removeLeftovers(this.incoming))
      .catch((error: unknown) => {
        this.ready = null;
        throw error;
      });
    return this.ready;
  }

  private pathOf(sha256: string): string {
    return join(this.directory, sha256.slice(0, 2), sha256);
  }

  private explain(error: unknown): unknown {
    const code = codeOf(error);
    const context = { place: this.directory, reason: code };
    if (noRoom.includes(code)) return problem('storage-full', context, error);
    return code === '' ? error : problem('storage-unusable', context, error);
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function ifMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}
