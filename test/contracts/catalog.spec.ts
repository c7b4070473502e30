import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { ensureRepository } from '../../src/adapters/git/bare-repository.js';
import { GitCatalog } from '../../src/adapters/git/catalog.js';
import { MemoryCatalog } from '../../src/adapters/memory/catalog.js';
import { describeCatalog } from './catalog.contract.js';

jest.setTimeout(120_000); // tens of git processes each, on a machine that may be busy

describe('catalogues', () => {
  let root: string;
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay catalogs '));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  describeCatalog('MemoryCatalog', () => Promise.resolve(new MemoryCatalog()));

  describeCatalog('GitCatalog', async () => {
    const directory = join(root, String((count += 1)));
    const remote = join(directory, 'repository.git');
    await ensureRepository({ directory: remote, mainBranch: 'main', searchPath: process.env.PATH ?? '' });
    return new GitCatalog({
      remote,
      mirrorDirectory: join(directory, 'mirror'),
      mainBranch: 'main',
      author: { name: 'Assay', email: 'assay@localhost' },
      timeoutSeconds: 60,
    });
  });
});
