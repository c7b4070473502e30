import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/temporary.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = (name: string) => join(root, 'examples', name);

/** `assay check --cache`: what did not change is not judged again, and nothing that changed is ever taken for what it was. */
describe('the cache of checks', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cache: string;
  let packages: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    cache = join(folder.path, 'cache');
    packages = join(folder.path, 'packages');
    await cp(sample('library/connector'), join(packages, 'library'), { recursive: true });
    await cp(sample('loans/connector-2'), join(packages, 'loans'), { recursive: true });
  });

  afterEach(() => folder.remove());

  /** Runs `assay check` on all packages, as a user does. */
  const check = async (options: readonly string[] = [], installation = root) => {
    const args = [join(installation, 'bin/assay.js'), 'check', '--corpus', packages, '--cache', cache, ...options];
    const { stdout, stderr, code } = await promisify(execFile)(process.execPath, args, { cwd: folder.path }).then(
      ended => ({ ...ended, code: 0 }),
      (failed: { stdout: string; stderr: string; code: number }) => failed,
    );
    return { code, out: stdout, err: stderr, unchanged: Number(/(\d+) unchanged/.exec(stderr)?.[1] ?? -1) };
  };

  const keptFiles = async () => {
    const entries = await readdir(cache, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && entry.name !== 'CACHEDIR.TAG')
      .map(entry => join(entry.parentPath, entry.name));
  };

  it('gives the same again, to the byte, without judging again', async () => {
    const first = await check(['--format', 'json']);
    const second = await check(['--format', 'json']);

    expect([first.unchanged, second.unchanged]).toEqual([0, 2]);
    expect(second.out).toBe(first.out);
    expect(second.code).toBe(first.code);
  }, 60_000);

  it('judges a package again whose bytes have changed, and only that one', async () => {
    await check();
    const definition = join(packages, 'loans', 'apiDefinition.swagger.json');
    const text = await readFile(definition, 'utf8');
    await writeFile(definition, text.replace(/"host": "[^"]*"/, '"host": "localhost"'));

    const after = await check();

    expect(after.unchanged).toBe(1);
    expect(after.out).toContain('host-public');
    expect(after.code).toBe(1);
  }, 60_000);

  it('takes a result for no other profile, format, or place', async () => {
    await check();

    expect((await check(['--profile', 'independent'])).unchanged).toBe(0);
    expect((await check(['--all'])).unchanged).toBe(0);
    await rename(join(packages, 'loans'), join(packages, 'moved'));
    expect((await check()).unchanged).toBe(1);
  }, 60_000);

  it('judges again when the programme, one of its rules or its waivers change', async () => {
    await cp(sample('programme'), folder.path, { recursive: true });
    const by = ['--programme', join(folder.path, 'programme.json'), '--profile', 'member'];
    const changes = { 'programme.json': ['"fewest": 4', '"fewest": 5'], 'waivers.json': ['in spring', 'in autumn'] };

    await check(by);
    expect((await check(by)).unchanged).toBe(2);
    for (const [name, [from = '', to = '']] of Object.entries(changes)) {
      const text = await readFile(join(folder.path, name), 'utf8');
      await writeFile(join(folder.path, name), text.replace(from, to));
      expect((await check(by)).unchanged).toBe(0);
    }
    const [rule = ''] = await readdir(join(folder.path, 'rules'));
    await appendFile(join(folder.path, 'rules', rule), '\n');
    expect((await check(by)).unchanged).toBe(0);
  }, 60_000);

  it('judges again when the program itself is another one', async () => {
    const installation = join(folder.path, 'installation');
    await mkdir(installation);
    for (const part of ['bin', 'dist', 'package.json'])
      await cp(join(root, part), join(installation, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(installation, 'node_modules'));

    await check();
    expect((await check([], installation)).unchanged).toBe(2);
    await appendFile(join(installation, 'dist/src/core/finding.js'), '\n// changed\n');
    expect((await check([], installation)).unchanged).toBe(0);
  }, 60_000);

  it('judges again where what it kept is damaged, cut off or gone', async () => {
    await check();
    const [one = '', other = ''] = await keptFiles();
    const bytes = await readFile(one);
    await writeFile(one, bytes.subarray(0, bytes.length / 2));
    await rm(other);

    expect((await check()).unchanged).toBe(0);
    expect((await check()).unchanged).toBe(2);
  }, 60_000);

  it('never keeps what could not be judged', async () => {
    await rm(packages, { recursive: true });
    await mkdir(join(packages, 'odd'), { recursive: true });
    await writeFile(join(packages, 'odd', 'apiDefinition.swagger.json'), '{}');
    await symlink('/etc/hostname', join(packages, 'odd', 'README.md'));

    expect((await check()).code).toBe(2);
    expect((await check()).unchanged).toBe(0);
    expect(await keptFiles()).toEqual([]);
  }, 60_000);

  it('says what is wrong with a folder that cannot hold it, or lies in a connector', async () => {
    await writeFile(join(folder.path, 'file'), '');
    cache = join(folder.path, 'file', 'cache');
    const unusable = await check();
    cache = join(packages, 'loans', 'cache');
    const inside = await check();

    expect([unusable.code, inside.code]).toEqual([2, 2]);
    expect(unusable.err).toContain('The cache cannot be used.');
    expect(inside.err).toContain(`lies inside the connector ${resolve(packages, 'loans')}`);
    expect(await readdir(join(packages, 'loans'))).not.toContain('cache');
  }, 60_000);
});
