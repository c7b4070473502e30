import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = process.env.ASSAY_TEST_DIST ?? join(root, 'dist');
const program = join(root, 'test/support/bad-api/inside.mjs');

/** A network of its own with real listeners where a cloud keeps its secrets, and a name server that the system's resolver asks. */
const setUp = `
  set -e
  ip link set lo up
  for address in 169.254.169.254 10.9.8.7 168.63.129.16 11.22.33.44; do ip address add $address/32 dev lo; done
  mount --bind "$1" /etc/resolv.conf
  shift
  exec "$@"`;
const inNamespace = ['--net', '--mount', '--', '/bin/sh', '-c', setUp, 'sh'];

function canUnshare(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['--net', '--mount', '--', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
}

interface Result {
  readonly outcomes: readonly string[];
  /** Addresses whose listeners saw a connection. */
  readonly connected: readonly string[];
}

const hosts = {
  reached: ['good.example'],
  refused: [
    'metadata.example',
    'loopback.example',
    'private.example',
    'azure.example',
    'mixed.example',
    '169.254.169.254',
    '[::ffff:169.254.169.254]',
    '127.0.0.1',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '10.9.8.7',
    '168.63.129.16',
    'localhost',
    'LoCaLhOsT',
    '127。0。0。1',
    '①②⑦.⓪.⓪.①',
    '0',
  ],
  none: ['good.example@169.254.169.254', '169.254.169.254:22', 'good.example:6379', 'good.example/@127.0.0.1'],
};

// Whoever may make no network namespace has only what functional-faults.spec.ts proves, with answers put in the resolver's place.
const inside = 'a network with something to find inside';
if (canUnshare()) describe(inside, suite);
else it(`${inside} cannot be made by this user`, () => expect(process.getuid?.()).not.toBe(0));

function suite(): void {
  let results: Record<string, Result>;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-inside-'));
    const resolvConf = join(folder, 'resolv.conf');
    writeFileSync(resolvConf, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
    const names = [
      ...hosts.reached,
      ...hosts.refused,
      ...hosts.none,
      'rebinding.example',
      'flipping.example',
      'unknown.example',
    ];
    try {
      const { stdout } = await promisify(execFile)(
        'unshare',
        [...inNamespace, resolvConf, process.execPath, program, dist, ...names],
        { timeout: 60_000, env: { PATH: process.env.PATH, http_proxy: 'http://10.9.8.7:80', NO_PROXY: '' } },
      );
      results = JSON.parse(stdout) as Record<string, Result>;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 90_000);

  it.each(hosts.reached)('lets %s be reached, so that the others mean something', host =>
    expect(results[host]).toEqual({
      outcomes: ['secret of 11.22.33.44', 'secret of 11.22.33.44'],
      connected: ['11.22.33.44', '11.22.33.44'],
    }),
  );

  it.each(hosts.refused)('connects to nothing for %s', host =>
    expect(results[host]).toEqual({ outcomes: ['address-refused', 'address-refused'], connected: [] }),
  );

  it.each(hosts.none)('takes %s for no host that can be called', host =>
    expect(results[host]).toEqual({ outcomes: ['no destination', 'no destination'], connected: [] }),
  );

  it('refuses a name from the moment at which it leads inside, and not before', () => {
    expect(results['rebinding.example']).toEqual({
      outcomes: ['secret of 11.22.33.44', 'address-refused'],
      connected: ['11.22.33.44'],
    });
    expect(results['flipping.example']).toEqual({
      outcomes: ['address-refused', 'secret of 11.22.33.44'],
      connected: ['11.22.33.44'],
    });
  });

  it('says of a name that nobody knows that it is not resolved', () =>
    expect(results['unknown.example']).toMatchObject({
      outcomes: ['name-not-resolved', 'name-not-resolved'],
      connected: [],
    }));
}
