import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultJsonLimits, readJson } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { unreadable } from '../check/find-packages.js';

/** The value of the definition in a connector’s folder. Throws `path-not-found`, `path-not-readable`, `source-unusable`. */
export async function readSource(folder: string): Promise<unknown> {
  const path = join(folder, packageFileNames.definition);
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isFile()) throw problem('source-unusable', { path, reason: 'This is not a file.' });
  const { bytes: most } = defaultJsonLimits;
  if (found.size > most) throw problem('source-unusable', { path, reason: `The file has more than ${most} bytes.` });
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const { value, faults } = readJson(bytes);
  if (value !== undefined) return value;
  throw problem('source-unusable', { path, reason: faults[0]?.message ?? 'The file holds no JSON value.' });
}
