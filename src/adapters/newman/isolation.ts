import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** How a child is started so that it can do no harm. */
export interface Isolation {
  /** What keeps the child in, for the record. */
  readonly description: string;
  /** True when the child has a network of its own, with nothing in it. */
  readonly network: boolean;
  /** User and group id that the child runs as; null when they are ours. */
  readonly userId: number | null;
  /** Program and arguments that start Node with these arguments. */
  readonly command: (nodeArguments: readonly string[]) => readonly [string, ...string[]];
}

/** The user that owns nothing, on every system that has network namespaces. */
const nobody = 65_534;

const limits = ['--cpu=300', '--nofile=256', '--fsize=1048576', '--core=0'];

/**
 * Finds the strongest isolation that works here, by trying: own network and process namespace as nobody, as ourselves, or in a user
 * namespace; then resource limits only. A system that allows none still runs collections that Assay generated itself.
 */
export async function detectIsolation(childEntry: URL): Promise<Isolation> {
  for (const candidate of candidates()) {
    if (await works(candidate, childEntry)) return candidate;
  }
  return { description: 'process only', network: false, userId: null, command: args => [process.execPath, ...args] };
}

/**
 * Node's arguments for the child: little memory, and reads only where the programs are. The permission model is a second fence, not
 * the first: it does not cover the network and follows symbolic links.
 */
export function nodeArguments(childEntry: URL, memoryMb: number): string[] {
  const entry = fileURLToPath(childEntry);
  const flag = ['--permission', '--experimental-permission'].find(name =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  const fence =
    flag === undefined
      ? []
      : [flag, ...readablePaths(childEntry).map(path => `--allow-fs-read=${path}`), '--no-warnings'];
  // Where the permission model covers the network, the UNIX socket counts as network.
  const net = flag !== undefined && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  return [`--max-old-space-size=${memoryMb}`, ...fence, ...net, entry];
}

/**
 * The folder of the compiled program and the folders that modules are installed in, each as it is named and as it really lies; and
 * every package.json above them, which Node looks for to learn what kind of module a file is (it crashes where it may not).
 */
function readablePaths(childEntry: URL): string[] {
  const here = dirname(fileURLToPath(childEntry));
  const named = [here, ...ancestors(here).map(above => join(above, 'node_modules'))].filter(folder =>
    existsSync(folder),
  );
  const folders = [...new Set([...named, ...named.map(folder => realpathSync(folder))])];
  const above = new Set(folders.flatMap(folder => ancestors(folder).map(parent => join(parent, 'package.json'))));
  return [...folders.map(folder => join(folder, '*')), ...above];
}

function ancestors(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...ancestors(above)];
}

function candidates(): Isolation[] {
  if (process.platform !== 'linux') return [];
  const tools = { unshare: tool('unshare'), setpriv: tool('setpriv'), prlimit: tool('prlimit') };
  const root = process.getuid?.() === 0;
  const made: Isolation[] = [];
  const add = (namespaces: readonly string[] | null, userId: number | null, description: string) => {
    const [first, ...rest] = startOf(tools, namespaces, userId);
    if (first === undefined) return;
    const whole = tools.prlimit ? `${description}, resource limits` : description;
    made.push({
      description: whole,
      network: namespaces !== null,
      userId,
      command: args => [first, ...rest, process.execPath, ...args],
    });
  };
  const own = 'own network namespace, own process namespace';
  if (tools.unshare !== null && root) {
    if (tools.setpriv !== null) add([], nobody, `${own}, user nobody, no privileges`);
    add([], null, own);
  }
  if (tools.unshare !== null && !root) add(['--user', '--map-root-user'], null, `${own}, own user namespace`);
  add(null, null, 'no new privileges');
  return made;
}

/** The programs that a child is started through, outermost first; `namespaces` null: none. */
function startOf(
  { unshare, setpriv, prlimit }: Readonly<Record<'unshare' | 'setpriv' | 'prlimit', string | null>>,
  namespaces: readonly string[] | null,
  userId: number | null,
): string[] {
  // Dying with the parent is lost when the user changes, so it is asked for again behind that.
  const dies = ['--pdeathsig', 'KILL'];
  const user = userId === null ? [] : [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups'];
  const outer = setpriv !== null && namespaces !== null ? [setpriv, ...dies, '--'] : [];
  const spaces =
    unshare !== null && namespaces !== null
      ? [unshare, ...namespaces, '--net', '--ipc', '--pid', '--fork', '--kill-child', '--']
      : [];
  const drop =
    setpriv === null
      ? []
      : [
          setpriv,
          ...user,
          '--no-new-privs',
          '--inh-caps=-all',
          ...(spaces.length > 0 ? ['--bounding-set=-all'] : []),
          ...dies,
          '--',
        ];
  const limited = prlimit === null ? [] : [prlimit, ...limits, '--'];
  return [...outer, ...spaces, ...drop, ...limited];
}

function tool(name: string): string | null {
  // Fixed folders: the child's programs are not to be chosen by whoever sets PATH.
  const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
    .map(folder => join(folder, name))
    .find(path => existsSync(path));
  return found ?? null;
}

/** True when Node starts this way, can read its program and Newman, and, where it should, has no network. */
async function works({ command, network }: Isolation, childEntry: URL): Promise<boolean> {
  const script = `
    const [, entry, newman] = process.argv;
    for (const path of [entry, newman]) require('node:fs').accessSync(path, require('node:fs').constants.R_OK);
    const interfaces = Object.keys(require('node:os').networkInterfaces());
    process.exit(${network} && interfaces.length > 0 ? 3 : 0);`;
  const newman = createRequire(childEntry).resolve('newman');
  const [program, ...args] = command(['-e', script, fileURLToPath(childEntry), newman]);
  try {
    await promisify(execFile)(program, args, { env: {}, timeout: 10_000, killSignal: 'SIGKILL', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
