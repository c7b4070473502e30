import { digestSource } from './package.js';
import type { PackageContent } from './package.js';

/** SHA-256 in hex; text is taken as UTF-8. Handed in, because core imports nothing. */
export type Sha256 = (bytes: Uint8Array | string) => string;

/** The package that these files (path inside the package → bytes) make, with the digest that their bytes give. */
export function packageOf(files: ReadonlyMap<string, Uint8Array>, sha256: Sha256): PackageContent {
  const hashed = [...files]
    .map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256(bytes) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { digest: `sha256:${sha256(digestSource(hashed))}`, files: hashed, read: path => files.get(path) };
}
