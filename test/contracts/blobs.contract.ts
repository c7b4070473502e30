import { createHash } from 'node:crypto';
import type { Blobs } from '../../src/core/ports/blobs.js';

/** What every store has to keep. `open` makes an empty one. */
export function keepsBlobs(open: () => Promise<Blobs>): void {
  let blobs: Blobs;
  beforeEach(async () => {
    blobs = await open();
  });

  it.each([
    ['a few', Buffer.from('hello')],
    ['no', Buffer.alloc(0)],
    ['a million', Buffer.alloc(1_000_000, 'assay')],
  ])('gives back %s bytes under their SHA-256', async (_what, bytes) => {
    const sha256 = await blobs.put(bytes);

    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(Buffer.from(await blobs.get(sha256)).equals(bytes)).toBe(true);
  });

  it('keeps the same bytes once, however often and at the same time they are put', async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => blobs.put(Buffer.from('same'))));

    expect(new Set(names).size).toBe(1);
    expect(Buffer.from(await blobs.get(names[0] ?? '')).toString()).toBe('same');
  });

  it('is not changed by what is done to the bytes afterwards', async () => {
    const bytes = Buffer.from('before');
    const sha256 = await blobs.put(bytes);
    bytes.fill(0);
    (await blobs.get(sha256)).fill(0);

    expect(Buffer.from(await blobs.get(sha256)).toString()).toBe('before');
  });

  it.each(['0'.repeat(64), '', '../../etc/passwd', `${'a'.repeat(64)}/..`, 'A'.repeat(64)])(
    'says that there is nothing under %p',
    name => expect(blobs.get(name)).rejects.toMatchObject({ name: 'Problem', code: 'blob-missing' }),
  );
}
