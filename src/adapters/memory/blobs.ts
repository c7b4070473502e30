import { createHash } from 'node:crypto';
import { Blobs } from '../../core/ports/blobs.js';
import { problem } from '../../core/problems.js';

/** The store of a process that keeps nothing: `assay check`, and tests. */
export class MemoryBlobs extends Blobs {
  private readonly objects = new Map<string, Uint8Array>();

  /** Keeps a copy, so that the caller's later changes to its bytes do not reach the store. */
  put(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!this.objects.has(sha256)) this.objects.set(sha256, Uint8Array.from(bytes));
    return Promise.resolve(sha256);
  }

  get(sha256: string): Promise<Uint8Array> {
    const bytes = this.objects.get(sha256);
    if (bytes === undefined) return Promise.reject(problem('blob-missing', { sha256 }));
    return Promise.resolve(Uint8Array.from(bytes));
  }
}
