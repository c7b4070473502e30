import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterKeyIn } from './master-key.js';

describe('adapters/files/master-key', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-key-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes a key once, for its owner only, and gives the same one ever after', async () => {
    const keys = await Promise.all([1, 2, 3, 4].map(() => masterKeyIn(join(folder, 'new'))));
    const again = await masterKeyIn(join(folder, 'new'));

    expect(new Set([...keys, again].map(key => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(again).toHaveLength(32);
    expect((await stat(join(folder, 'new', 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that is no key, and says which', async () => {
    await writeFile(join(folder, 'master.key'), 'not a key');

    await expect(masterKeyIn(folder)).rejects.toMatchObject({ code: 'master-key-unreadable' });
  });
});
