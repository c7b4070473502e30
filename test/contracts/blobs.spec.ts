import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { temporaryFileName } from '../../src/adapters/files/leftovers.js';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { transpileTo } from '../support/transpile.js';
import { keepsBlobs } from './blobs.contract.js';

let root: string;
let code: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay blobs-'));
  code = join(root, 'code');
  await mkdir(code);
  await transpileTo(code, [
    'src/core',
    'src/adapters/files/blobs.ts',
    'src/adapters/files/durable.ts',
    'src/adapters/files/error-code.ts',
    'src/adapters/files/leftovers.ts',
    'test/support/fill-store.ts',
    'test/support/put-forever.ts',
  ]);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'store-'));
});

describe('MemoryBlobs', () => keepsBlobs(() => Promise.resolve(new MemoryBlobs())));

describe('FileBlobs', () => {
  // Neither the folder nor the one above it exists yet.
  keepsBlobs(() => Promise.resolve(new FileBlobs(join(folder, 'new', 'blobs'))));

  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);

  it('keeps bytes for the next process, readable by its user alone', async () => {
    const sha256 = await new FileBlobs(folder).put(Buffer.from('kept'));

    expect(Buffer.from(await new FileBlobs(folder).get(sha256)).toString()).toBe('kept');
    expect((await stat(pathOf(sha256))).mode & 0o777).toBe(0o600);
  });

  it('notices damaged bytes, and heals them when they are put again', async () => {
    const blobs = new FileBlobs(folder);
    const sha256 = await blobs.put(Buffer.from('whole'));
    await writeFile(pathOf(sha256), 'whale');

    await expect(blobs.get(sha256)).rejects.toMatchObject({ code: 'blob-damaged' });
    await blobs.put(Buffer.from('whole'));
    expect(Buffer.from(await blobs.get(sha256)).toString()).toBe('whole');
  });

  it('says that a place which is no folder cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');

    await expect(new FileBlobs(file).put(Buffer.from('x'))).rejects.toMatchObject({
      code: 'storage-unusable',
      fault: 'ours',
    });
  });

  it('works again once the place can be used', async () => {
    const place = join(folder, 'place');
    await writeFile(place, '');
    const blobs = new FileBlobs(place);
    await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'storage-unusable' });
    await rm(place);

    await expect(blobs.put(Buffer.from('x'))).resolves.toHaveLength(64);
  });

  it('removes what dead processes left, and nothing else', async () => {
    const incoming = join(folder, 'incoming');
    await mkdir(incoming);
    const mine = temporaryFileName();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = mine.replace(/-\d+-/, `-${pid}-`);
    const elsewhere = mine.replace(/^.{12}/, '0'.repeat(12));
    const elsewhereLongAgo = elsewhere.replace(/.{16}\.part$/, `${'0'.repeat(16)}.part`);
    const beforeRestart = mine.replace(/-[0-9a-f]{8}-(?=[0-9a-f]{16}\.)/, '-00000000-');
    const strange = 'notes.txt';
    for (const name of [mine, dead, elsewhere, elsewhereLongAgo, beforeRestart, strange])
      await writeFile(join(incoming, name), 'half');
    await utimes(join(incoming, elsewhereLongAgo), new Date(0), new Date(0));

    await new FileBlobs(folder).put(Buffer.from('x'));

    expect((await readdir(incoming)).sort()).toEqual([mine, elsewhere, strange].sort());
  });

  it('keeps whole objects only when a process is killed while it writes', async () => {
    const child = spawn(process.execPath, [join(code, 'test/support/put-forever.js'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const blobs = new FileBlobs(folder);
    await blobs.put(Buffer.from('next'));

    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    const objects = (await readdir(folder, { recursive: true }))
      .map(name => name.slice(3))
      .filter(name => /^[0-9a-f]{64}$/.test(name));
    expect(objects.length).toBeGreaterThan(1);
    for (const sha256 of objects) await blobs.get(sha256);
  });

  /** Runs the filling program under a shell that first limits what it can write. Null when this machine does not allow that. */
  function fill(command: string, argv: readonly string[], limit: string) {
    const program = [process.execPath, join(code, 'test/support/fill-store.js'), folder];
    const { stdout, status } = spawnSync(command, [...argv, 'sh', '-c', `${limit} && exec "$@"`, 'sh', ...program], {
      env: { ...process.env, STORE: folder },
      encoding: 'utf8',
    });
    return status === 0 ? (JSON.parse(stdout) as Record<string, unknown>) : null;
  }

  const expectRefusal = (result: Record<string, unknown> | null, reason: string) => {
    expect(result).toMatchObject({
      stillThere: true,
      files: [result?.first],
      again: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(result?.answer).toMatchObject({ code: 'storage-full', detail: expect.stringContaining(reason) as string });
  };

  it('says that the disk is full, keeps no half object, and goes on with what fits', () => {
    // A disk of one megabyte in a mount namespace of its own: it is gone with the process, and needs no right on this machine.
    const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const small = fill('unshare', ['--mount', ...asUser], 'mount -t tmpfs -o size=1m tmpfs "$STORE"');
    if (small) return expectRefusal(small, 'ENOSPC');
    // Where namespaces are forbidden, the limit on file sizes fails as truly, if with another code.
    expectRefusal(fill('env', [], 'ulimit -f 1024'), 'EFBIG');
  });

  it('treats a limit on file sizes like a full disk', () => expectRefusal(fill('env', [], 'ulimit -f 1024'), 'EFBIG'));

  if (process.getuid?.() !== 0) {
    // Root may write everywhere, so this can only be seen as an ordinary user.
    it('says that a folder it may not write to cannot be used', async () => {
      await chmod(folder, 0o500);

      await expect(new FileBlobs(folder).put(Buffer.from('x'))).rejects.toMatchObject({ code: 'storage-unusable' });
    });
  }
});
