import { createHash } from 'node:crypto';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { digestSource } from '../core/package.js';
import { loadPackage } from './load-package.js';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('pipeline/load-package', () => {
  const readme = '# Coyote\n';
  const files = [{ path: 'README.md', size: readme.length, sha256: sha256(readme) }];
  const digest = `sha256:${sha256(digestSource(files))}`;

  it('gives every file of the package, byte for byte', async () => {
    const blobs = new MemoryBlobs();
    await blobs.put(Buffer.from(readme));

    const content = await loadPackage({ digest, files }, blobs);

    expect(Buffer.from(content.read('README.md') ?? []).toString()).toBe(readme);
    expect(content.read('script.csx')).toBeUndefined();
  });

  it('refuses a list of files that its digest does not name', async () => {
    const blobs = new MemoryBlobs();
    await blobs.put(Buffer.from(readme));
    const renamed = files.map(file => ({ ...file, path: 'intro.md' }));

    await expect(loadPackage({ digest, files: renamed }, blobs)).rejects.toMatchObject({ code: 'blob-damaged' });
  });

  it('says which bytes are missing', async () => {
    await expect(loadPackage({ digest, files }, new MemoryBlobs())).rejects.toMatchObject({ code: 'blob-missing' });
  });
});
