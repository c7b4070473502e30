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

/** By the attack that each belongs to; docs/reference/sandbox.md lists them. */
const hosts = {
  reached: ['good.example'],
  refused: [
    ['A16', '169.254.169.254'],
    ['A16', '127.0.0.1'],
    ['A16', '10.9.8.7'],
    ['A16', '168.63.129.16'],
    ['A16', '2852039166'],
    ['A16', '0xa9fea9fe'],
    ['A16', '0251.0376.0251.0376'],
    ['A16', '169.254.43518'],
    ['A16', '0'],
    ['A17', '[::1]'],
    ['A17', '[::ffff:169.254.169.254]'],
    ['A17', '[64:ff9b::a9fe:a9fe]'],
    ['A17', '[2002:a9fe:a9fe::1]'],
    ['A18', 'localhost'],
    ['A18', 'LoCaLhOsT'],
    ['A18', 'metadata.example'],
    ['A18', 'loopback.example'],
    ['A18', 'private.example'],
    ['A18', 'azure.example'],
    ['A19', 'mixed.example'],
    ['A25', '127。0。0。1'],
    ['A25', '①②⑦.⓪.⓪.①'],
  ],
  none: [
    ['A17', '[fe80::1%lo]'],
    ['A24', 'good.example@169.254.169.254'],
    ['A24', 'good.example/@127.0.0.1'],
    ['A26', '169.254.169.254:22'],
    ['A26', 'good.example:6379'],
  ],
} as const;

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
      'localhost.',
      ...[...hosts.refused, ...hosts.none].map(([, host]) => host),
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

  it.each(hosts.reached)(
    'A29: lets %s be reached past the proxy of the environment, so that the others mean something',
    host =>
      expect(results[host]).toEqual({
        outcomes: ['secret of 11.22.33.44', 'secret of 11.22.33.44'],
        connected: ['11.22.33.44', '11.22.33.44'],
      }),
  );

  it.each(hosts.refused)('%s: connects to nothing for %s', (_attack, host) =>
    expect(results[host]).toEqual({ outcomes: ['address-refused', 'address-refused'], connected: [] }),
  );

  it.each(hosts.none)('%s: takes %s for no host that can be called', (_attack, host) =>
    expect(results[host]).toEqual({ outcomes: ['no destination', 'no destination'], connected: [] }),
  );

  it('A18: connects to nothing for localhost with a dot, whatever the resolver makes of it', () =>
    expect(results['localhost.']).toMatchObject({ connected: [] }));

  it('A20: refuses a name from the moment at which it leads inside, and not before', () => {
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
