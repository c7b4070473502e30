import { createHash } from 'node:crypto';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { packageOf } from '../core/package-content.js';
import type { Catalog } from '../core/ports/catalog.js';
import type { Connectors } from '../core/ports/connectors.js';
import { StandingCatalog } from './standing-catalog.js';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const packageWith = (readme: string) => packageOf(new Map([['README.md', Buffer.from(readme)]]), sha256);
const [old, newest] = [packageWith('# Old'), packageWith('# New')];
const publishedNewest = {
  version: { publisher: 'acme', connector: 'widgets', version: '1.1.0', digest: newest.digest },
  content: newest,
};

/** The catalogue over a repository whose newest version is 1.1.0, and a ledger that knows what stands instead of it. */
async function standing(instead: 'the old one' | null, published: typeof publishedNewest | null = publishedNewest) {
  const blobs = new MemoryBlobs();
  await blobs.put(Buffer.from('# Old'));
  const asked: string[] = [];
  const connectors: Pick<Connectors, 'insteadOf'> = {
    insteadOf: (_, digest) => {
      asked.push(digest);
      return Promise.resolve(instead && { version: '1.0.0', digest: old.digest, files: old.files });
    },
  };
  const catalog: Pick<Catalog, 'published'> = { published: () => Promise.resolve(published) };
  const tools = { connectors: connectors as Connectors, blobs };
  return { found: await new StandingCatalog(catalog as Catalog, tools).published('acme', 'widgets'), asked };
}

describe('pipeline/standing-catalog', () => {
  it('gives what the repository has while that version stands', async () => {
    const { found, asked } = await standing(null);

    expect(found).toBe(publishedNewest);
    expect(asked).toEqual([newest.digest]);
  });

  it('gives the version before, with its own bytes, once the newest was withdrawn', async () => {
    const { found } = await standing('the old one');

    expect(found?.version).toEqual({ publisher: 'acme', connector: 'widgets', version: '1.0.0', digest: old.digest });
    expect(Buffer.from(found?.content.read('README.md') ?? []).toString()).toBe('# Old');
  });

  it('has nothing where nothing was published', async () =>
    expect(await standing('the old one', null)).toEqual({ found: null, asked: [] }));
});
