import { createHash } from 'node:crypto';
import { digestSource } from '../core/package.js';
import type { Package, PackageContent } from '../core/package.js';
import type { Blobs } from '../core/ports/blobs.js';
import { problem } from '../core/problems.js';

/**
 * A package with its bytes from the store. Every file is hashed again, and all of them again make the digest: what a stage sees is
 * what intake accepted, byte for byte. Throws `blob-missing`, `blob-damaged`.
 */
export async function loadPackage({ digest, files }: Package, blobs: Blobs): Promise<PackageContent> {
  const bytes = new Map<string, Uint8Array>();
  for (const file of files) {
    const content = await blobs.get(file.sha256);
    if (sha256(content) !== file.sha256) throw problem('blob-damaged', { sha256: file.sha256 });
    bytes.set(file.path, content);
  }
  const found = `sha256:${sha256(digestSource(files))}`;
  if (found !== digest) throw problem('blob-damaged', { sha256: digest });
  return { digest, files, read: path => bytes.get(path) };
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
