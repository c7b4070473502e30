import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transpileTo } from '../../../test/support/transpile.js';
import { openSigningKey } from './signing-key.js';

const now = new Date('2026-02-03T04:05:06Z');
const unusable = { code: 'signing-key-unusable', fault: 'ours' };

describe('adapters/files/signing-key', () => {
  let root: string;
  let path: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay key '));
    path = join(root, 'keys', 'signing.pem');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('makes a key that only its owner may read, and finds it again', async () => {
    const made = await openSigningKey(path, now);
    const found = await openSigningKey(path, new Date('2027-01-01'));

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(root, 'keys'))).toEqual(['signing.pem']);
    expect({ keyid: found.keyid, keys: found.keys }).toEqual({ keyid: made.keyid, keys: made.keys });
    expect(found.keys).toEqual([
      {
        keyid: made.keyid,
        algorithm: 'ed25519',
        publicKey: made.publicKey,
        createdAt: '2026-02-03T04:05:06.000Z',
        validUntil: null,
      },
    ]);
  });

  it('makes signatures that its public half verifies, the same for the same bytes', async () => {
    const key = await openSigningKey(path, now);
    const bytes = Buffer.from('certified');

    const signature = key.sign(bytes);

    expect(signature).toHaveLength(64);
    expect(verify(null, bytes, createPublicKey(key.publicKey), signature)).toBe(true);
    expect(key.sign(bytes)).toEqual(signature);
  });

  it('gives one key to processes that start at once', async () => {
    const program = join(root, 'program');
    await transpileTo(program, ['src/core', 'src/adapters/files/signing-key.ts']);
    const script = join(program, 'open.js');
    await writeFile(
      script,
      `import { openSigningKey } from './src/adapters/files/signing-key.js';
       const started = Number(process.argv[3]);
       while (Date.now() < started);
       process.stdout.write((await openSigningKey(process.argv[2], new Date())).keyid);`,
    );
    const command = `for n in 1 2 3 4; do "${process.execPath}" "${script}" "${path}" ${Date.now() + 1500} & done; wait`;

    const keyids = execFileSync('sh', ['-c', command], { encoding: 'utf8' });

    expect(keyids).toBe((await openSigningKey(path, now)).keyid.repeat(4));
    expect(await readdir(join(root, 'keys'))).toEqual(['signing.pem']);
  }, 60_000);

  it('takes a key that openssl made, and trusts retired keys that stand below it', async () => {
    const own = generateKeyPairSync('ed25519');
    const [old, older] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const pem = (key: typeof own.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();
    await openSigningKey(path, now);
    await writeFile(
      path,
      `${own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${pem(old.publicKey)}Retired: 2026-01-01T00:00:00Z\n${pem(older.publicKey)}`,
    );

    const key = await openSigningKey(path, now);

    expect(key.publicKey).toBe(pem(own.publicKey));
    expect(key.keys.map(({ publicKey, createdAt, validUntil }) => [publicKey, createdAt, validUntil])).toEqual([
      [pem(own.publicKey), null, null],
      [pem(old.publicKey), null, null],
      [pem(older.publicKey), null, '2026-01-01T00:00:00.000Z'],
    ]);
  });

  it('refuses a key that others may read', async () => {
    await openSigningKey(path, now);
    await chmod(path, 0o640);

    await expect(openSigningKey(path, now)).rejects.toMatchObject({
      ...unusable,
      detail: expect.stringContaining('mode 640'),
    });
  });

  it.each([
    ['nothing', ''],
    ['no key', 'hello'],
    ['half a key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ'],
    ['bytes that are no key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    [
      'another kind of key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
    ['a very large file', 'x'.repeat(100_000)],
  ])('refuses a file that holds %s, and leaves it as it is', async (_, text) => {
    await openSigningKey(path, now);
    await writeFile(path, text);

    await expect(openSigningKey(path, now)).rejects.toMatchObject(unusable);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('says so when the place cannot hold a key', async () => {
    await writeFile(join(root, 'file'), '');

    await expect(openSigningKey(join(root, 'file', 'signing.pem'), now)).rejects.toMatchObject(unusable);
  });
});
