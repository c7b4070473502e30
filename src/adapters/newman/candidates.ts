import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Isolation } from './isolation.js';
import { inPlace } from './place.js';
import type { Place } from './place.js';
import { inPrivateRoot, visibleFolder } from './private-root.js';
import { visiblePaths } from './programs.js';

/** The programs of the system that a child is started through; null where there is none. */
export interface Tools {
  readonly unshare: string | null;
  readonly setpriv: string | null;
  readonly prlimit: string | null;
  readonly shell: string | null;
  /** Bubblewrap, which some systems allow to make namespaces where they allow it to nobody else. */
  readonly bwrap: string | null;
}

/** The tools that this system has. */
export function findTools(): Tools {
  return {
    unshare: tool('unshare'),
    setpriv: tool('setpriv'),
    prlimit: tool('prlimit'),
    shell: tool('sh'),
    bwrap: tool('bwrap'),
  };
}

function tool(name: string): string | null {
  // Fixed folders: the child's programs are not to be chosen by whoever sets PATH.
  const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
    .map(folder => join(folder, name))
    .find(path => existsSync(path));
  return found ?? null;
}

/**
 * `data` is what a process may write to in memory, Buffers included: the address space cannot be limited, because V8 reserves far
 * more of it than it uses. Bytes, seconds.
 */
const perProcess = ['--cpu=300', '--nofile=256', '--fsize=1048576', '--core=0', `--data=${768 * 1_048_576}`];
/** Node has eleven threads, each of which counts as a process. */
const perUser = ['--nproc=32'];

/** Dying with the parent is lost when the user changes, so it is asked for again behind that. */
const dies = ['--pdeathsig', 'KILL'];
const namespaces = ['--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];

/** Ways to keep a child in, strongest first, as far as there are tools for them. Whether one works is found out by trying. */
export function candidates(childEntry: URL, tools: Tools): Isolation[] {
  if (process.platform !== 'linux') return [];
  const { unshare, setpriv, prlimit, shell, bwrap } = tools;
  if (setpriv === null || prlimit === null) return [];
  const isRoot = process.getuid?.() === 0;
  const shown = visiblePaths(childEntry, [setpriv, prlimit]);

  const limited = [prlimit, ...perProcess, '--'];
  const asSlotUser = ({ userId }: Place) =>
    userId === null ? [] : [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups'];
  const powerless = (user: readonly string[]) => [
    setpriv,
    ...user,
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
    ...dies,
    '--',
    prlimit,
    ...perUser,
    '--',
    process.execPath,
  ];
  /** Becomes the slot's user before anything else, where there is one. */
  const outside = (place: Place) => [setpriv, ...asSlotUser(place), ...dies, '--', ...limited];

  const strong = 'own network, processes and read-only file system, no privileges, resource limits';
  const made: Isolation[] = [];
  if (unshare !== null && shell !== null) {
    const inRoot = (place: Place, user: readonly string[], args: readonly string[]) =>
      inPrivateRoot(shell, place.folder, shown, [...powerless(user), ...args]);
    if (isRoot) {
      made.push({
        description: `${strong}, own user (unshare)`,
        network: true,
        files: true,
        command: (args, place) => [
          setpriv,
          ...dies,
          '--',
          ...limited,
          unshare,
          ...namespaces,
          '--mount',
          '--',
          ...inRoot(place, asSlotUser(place), args),
        ],
      });
    }
    made.push({
      description: `${strong}, own user namespace (unshare)`,
      network: true,
      files: true,
      command: (args, place) =>
        first([
          ...outside(place),
          unshare,
          '--user',
          '--map-root-user',
          ...namespaces,
          '--mount',
          '--',
          ...inRoot(place, [], args),
        ]),
    });
  }
  if (bwrap !== null) {
    made.push({
      description: `${strong}, own user namespace (bubblewrap)`,
      network: true,
      files: true,
      command: (args, place) =>
        first([...outside(place), bwrap, ...bubble(place, shown), '--', ...powerless([]), ...args]),
    });
  }
  if (unshare !== null && isRoot) {
    made.push({
      description: 'own network and processes, own user, no privileges, resource limits',
      network: true,
      files: false,
      command: (args, place) => [
        setpriv,
        ...dies,
        '--',
        ...limited,
        unshare,
        ...namespaces,
        '--',
        ...powerless(asSlotUser(place)),
        ...args,
      ],
    });
  }
  made.push({
    description: 'no new privileges, resource limits',
    network: false,
    files: false,
    // Nobody's processes but ours are counted here, so their number is not limited.
    command: (args, place) =>
      first([setpriv, ...asSlotUser(place), '--no-new-privs', ...dies, '--', ...limited, process.execPath, ...args]),
  });
  return made;
}

function bubble({ folder }: Place, shown: readonly string[]): string[] {
  return [
    ...['--unshare-user', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-pid', '--unshare-cgroup-try'],
    ...['--die-with-parent', '--cap-drop', 'ALL'],
    ...shown.flatMap(path => ['--ro-bind', path, path]),
    ...['--ro-bind', join(folder, inPlace.visible), visibleFolder],
    ...['--remount-ro', '/', '--chdir', join(visibleFolder, inPlace.files)],
  ];
}

/** The command as one that is sure to have a program. */
function first(command: readonly string[]): readonly [string, ...string[]] {
  const [program = process.execPath, ...args] = command;
  return [program, ...args];
}
