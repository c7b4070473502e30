import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { environmentWithoutSettings } from '../../config.js';
import { problem } from '../../core/problems.js';
import { largestFile } from './tree.js';
import type { Tree } from './tree.js';

/**
 * The files of a bare repository at its HEAD, read with git's plumbing. The repository may be a stranger's: nothing of it is checked
 * out, nothing is fetched, and no configuration of the user's is read. Throws `nothing-to-verify`, `git-unusable`.
 */
export async function gitTree(repository: string): Promise<Tree> {
  const entries = await listHead(repository);
  const batch = startGit(repository, ['cat-file', '--batch']);
  const reader = createReader(batch);
  let turn: Promise<unknown> = Promise.resolve();

  async function readObject(oid: string): Promise<Uint8Array | null> {
    batch.stdin.write(`${oid}\n`);
    const [, type, size = '0'] = (await reader.line()).split(' ');
    const content = await reader.bytes(Number(size));
    await reader.bytes(1); // the line's end
    return type === 'blob' ? content : null;
  }

  return {
    list: folders =>
      Promise.resolve([...entries.keys()].filter(path => folders.some(folder => path.startsWith(`${folder}/`))).sort()),
    read(path) {
      const entry = entries.get(path);
      if (entry === undefined || !entry.isFile || entry.size > largestFile) return Promise.resolve(null);
      const content = turn.then(() => readObject(entry.oid));
      turn = content.catch(() => undefined); // one question at a time
      return content;
    },
    async close() {
      await turn;
      batch.stdin.end();
      batch.kill();
    },
  };
}

interface Entry {
  readonly oid: string;
  readonly size: number;
  readonly isFile: boolean;
}

async function listHead(repository: string): Promise<Map<string, Entry>> {
  const git = startGit(repository, ['ls-tree', '-r', '-z', '--long', '--full-tree', 'HEAD']);
  git.stdin.end();
  const [output, complaint, code] = await Promise.all([buffer(git.stdout), buffer(git.stderr), exitCode(git)]);
  if (code !== 0) {
    const reason = `cannot be read by git (${complaint.toString().trim().split('\n').at(-1) ?? 'no reason given'})`;
    throw problem('nothing-to-verify', { path: repository, reason });
  }
  const entries = new Map<string, Entry>();
  for (const line of output.toString().split('\0')) {
    const [, mode = '', oid = '', size = '', path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([^]+)$/.exec(line) ?? [];
    if (path !== undefined) entries.set(path, { oid, size: Number(size) || 0, isFile: mode === '100644' });
  }
  return entries;
}

function startGit(repository: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  // A repository's owner may be the service's user; a stranger's may name helpers to run or remotes to fetch missing objects from.
  const fixed = [
    '-c',
    'safe.directory=*',
    '-c',
    'protocol.allow=never',
    '--no-optional-locks',
    '--git-dir',
    repository,
  ];
  const inherited = Object.entries(environmentWithoutSettings()).filter(([name]) => !name.startsWith('GIT_'));
  const env = {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
  };
  return spawn('git', [...fixed, ...args], { env, stdio: 'pipe' });
}

function exitCode(git: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve, reject) => {
    git.once('error', error => reject(problem('git-unusable', { reason: error.message }, error)));
    git.once('close', resolve);
  });
}

/** Reads a process's output by lines and by numbers of bytes. Throws `git-unusable` when it ends before. */
function createReader(git: ChildProcessWithoutNullStreams) {
  const chunks = git.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let held = Buffer.alloc(0);
  git.stdin.on('error', () => undefined); // its end shows when reading

  async function more(): Promise<void> {
    const next = await chunks.next();
    if (next.done === true) throw problem('git-unusable', { reason: 'git cat-file ended too early' });
    held = Buffer.concat([held, next.value]);
  }

  return {
    async line(): Promise<string> {
      while (!held.includes(0x0a)) await more();
      const end = held.indexOf(0x0a);
      const line = held.subarray(0, end).toString();
      held = held.subarray(end + 1);
      return line;
    },
    async bytes(count: number): Promise<Uint8Array> {
      while (held.length < count) await more();
      const bytes = Uint8Array.from(held.subarray(0, count));
      held = held.subarray(count);
      return bytes;
    },
  };
}
