import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readUpload } from '../../stages/intake/read-upload.js';
import { packFolder } from './pack-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay pack-'));
  await mkdir(join(folder, 'tests'));
  await writeFile(join(folder, 'apiDefinition.swagger.json'), '{"swagger":"2.0"}');
  await writeFile(join(folder, 'README.md'), '# Sample');
  await writeFile(join(folder, 'tests', 'values.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const filesOf = async (zip: Uint8Array) => {
  const { files, remarks } = await readUpload(zip);
  return { remarks: remarks.map(({ rule, file }) => `${rule} ${file}`), paths: [...(files?.keys() ?? [])] };
};

describe('adapters/files/pack-folder', () => {
  it('packs what intake takes without a word', async () =>
    expect(await filesOf(await packFolder(folder))).toEqual({
      remarks: [],
      paths: ['README.md', 'apiDefinition.swagger.json', 'tests/values.json'],
    }));

  it('gives the same bytes for the same files, whenever and wherever', async () => {
    const first = await packFolder(folder);
    await utimes(join(folder, 'README.md'), new Date(0), new Date(0));

    expect(Buffer.from(await packFolder(folder)).equals(first)).toBe(true);
  });

  it('leaves out what editors and systems keep beside the files, and nothing else', async () => {
    for (const name of ['.DS_Store', 'Thumbs.db', 'README.md~', '.README.md.swp'])
      await writeFile(join(folder, name), 'x');
    await mkdir(join(folder, '.git'));
    await writeFile(join(folder, '.git', 'config'), 'x');
    await writeFile(join(folder, 'notes.txt'), 'x');
    await writeFile(join(folder, 'package.json'), '{}');

    const { remarks } = await filesOf(await packFolder(folder));

    expect(remarks).toEqual(['package-dangerous-file package.json', 'package-unexpected-file notes.txt']);
  });

  it('packs an empty folder, which intake then explains', async () => {
    await rm(folder, { recursive: true });
    await mkdir(folder);

    expect((await filesOf(await packFolder(folder))).remarks).toEqual(['archive-no-entries null']);
  });

  it('does not follow links', async () => {
    await symlink('/etc/passwd', join(folder, 'icon.png'));

    await expect(packFolder(folder)).rejects.toMatchObject({
      code: 'folder-not-packable',
      detail: expect.stringContaining('icon.png') as string,
    });
  });

  it('refuses what is neither file nor folder', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);

    await expect(packFolder(folder)).rejects.toMatchObject({ code: 'folder-not-packable' });
  });

  it('refuses a folder with far too many files', async () => {
    await Promise.all(Array.from({ length: 501 }, (_, i) => writeFile(join(folder, `${i}.txt`), '')));

    await expect(packFolder(folder)).rejects.toMatchObject({
      code: 'folder-not-packable',
      detail: expect.stringContaining('500') as string,
    });
  });

  it('says that a folder is missing or is none', async () => {
    await expect(packFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'path-not-found', fault: 'yours' });
    await expect(packFolder(join(folder, 'README.md'))).rejects.toMatchObject({ code: 'path-not-a-package' });
  });
});
