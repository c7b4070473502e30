import { simpleGit } from 'simple-git';
import { problem } from '../../core/problems.js';
import type { Remote } from './remote.js';

/** How one git command ended. */
export interface GitResult {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What a command is given besides its arguments. */
export interface GitOptions {
  /** Its standard input. An empty one would leave it waiting for ever, and is therefore not given. */
  readonly input?: string | Buffer;
  /** Further variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs git and gives back how it ended, whatever that was. Throws `git-missing`, and the signal's reason when it aborts. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

/** Where and with what git runs. */
export interface GitSetting {
  /** The repository that commands run in; it has to exist. */
  readonly directory: string;
  /** Reached under the name {@link remoteName}; null for commands that stay on this machine. */
  readonly remote: Remote | null;
  /** No command runs longer: a remote that hangs is a remote that does not answer. */
  readonly timeoutSeconds: number;
  /** Folders in which git is looked for, as in PATH. */
  readonly searchPath: string;
  /** Gives the `Authorization` header for the remote, asked whenever it is to be reached; instead of the remote's own. Secret. */
  readonly authorization?: () => Promise<string>;
}

/** The remote's name inside the mirror. Its address is given by the environment, so that no argument holds it. */
export const remoteName = 'assay';

/**
 * A git that sees nothing of this machine but what is given here: no system or user configuration, no hooks, no prompts, one
 * transport. Configuration goes through the environment, which only this user may read, because arguments are public.
 */
export function createGit({ directory, remote, timeoutSeconds, searchPath, authorization }: GitSetting): Git {
  const unchanging = environmentOf(directory, remote, searchPath);
  return async (args, { input, environment = {}, signal } = {}) => {
    signal?.throwIfAborted();
    const reachesRemote = remote !== null && authorization !== undefined && args.includes(remoteName);
    const fixed = reachesRemote
      ? environmentOf(directory, { ...remote, authorization: await authorization() }, searchPath)
      : unchanging;
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const all = { ...fixed, ...environment };
    const ended: { result: GitResult | null } = { result: null };
    const git = simpleGit(directory, {
      // A command has ended when its output has. Going by its exit, simple-git cuts output off where this process is busy.
      completion: { onClose: true, onExit: false },
      abort: stop,
      ...(input === undefined || input.length === 0 ? {} : { input: () => input }),
      // simple-git 4 removes every variable of git's that is not named here, and refuses those that could run programs.
      allowEnvironment: Object.keys(all).filter(name => name.startsWith('GIT_')),
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeHooksPath: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeSshCommand: true,
      },
      // Takes the place of its own judgement, which calls a killed command and a silent failure a success.
      errors: (_error, { exitCode, stdOut, stdErr }) => {
        ended.result = { exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr).toString('utf8') };
        return undefined;
      },
    })
      .env(all)
      .outputHandler(endSilenceAtOnce);
    await endOrGrace(git.raw([...args]), stop);
    signal?.throwIfAborted();
    const { result } = ended;
    if (result?.stderr.includes('spawn git ENOENT')) throw problem('git-missing', { searchPath });
    if (timeout.aborted && result?.exitCode !== 0) {
      return { exitCode: null, stdout: Buffer.alloc(0), stderr: `no answer within ${timeoutSeconds} seconds` };
    }
    if (result === null) throw new Error(`git ${args[0] ?? ''} ended without a result`);
    return result;
  };
}

/** How long the output of a killed command may still come: helpers that it started can hold it open. */
const graceMilliseconds = 2000;

/** Waits for a command, but for one that was told to stop no longer than the grace. */
async function endOrGrace(running: Promise<unknown>, stop: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onStop = () => {};
  const grace = new Promise<void>(resolve => {
    onStop = () => (timer = setTimeout(resolve, graceMilliseconds));
    stop.addEventListener('abort', onStop, { once: true });
  });
  try {
    await Promise.race([running, grace]);
  } finally {
    stop.removeEventListener('abort', onStop);
    clearTimeout(timer);
  }
}

/**
 * simple-git 4 waits 50 ms longer for a command that says nothing, which most of ours do when all is well. An empty piece of output
 * counts as something said; nothing is lost, because a command is over when its streams are.
 */
function endSilenceAtOnce(_command: string, _stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): void {
  setImmediate(() => stderr.emit('data', Buffer.alloc(0)));
}

/** What git said of its failure, short enough for a sentence. */
export function reasonOf({ stderr, stdout, exitCode }: GitResult): string {
  const said = stderr.trim() === '' ? stdout.toString('utf8') : stderr;
  const lines = said
    .split('\n')
    .map(line => line.replace(/^(?:remote|fatal|error):\s*/, '').trim())
    .filter(line => line !== '' && !line.startsWith('hint:'));
  const text = lines.slice(0, 4).join('; ').slice(0, 500).replace(/\.$/, '');
  return text === '' ? `it ended with ${exitCode === null ? 'a kill' : `exit code ${exitCode}`}` : text;
}

function environmentOf(directory: string, remote: Remote | null, searchPath: string): Record<string, string> {
  const configuration: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['safe.directory', directory],
    ['gc.autoDetach', 'false'],
    ['core.filesRefLockTimeout', '10000'],
    ['core.packedRefsTimeout', '10000'],
    ['credential.helper', ''],
  ];
  if (remote !== null) {
    configuration.push([`remote.${remoteName}.url`, remote.url]);
    configuration.push(['http.followRedirects', 'false'], ['http.lowSpeedLimit', '1000'], ['http.lowSpeedTime', '20']);
    if (remote.authorization !== null && /^https?$/.test(remote.protocol)) {
      // Only for this origin: a header for all would follow wherever git is sent.
      const { origin } = new URL(remote.url);
      configuration.push([`http.${origin}/.extraHeader`, `Authorization: ${remote.authorization}`]);
    }
  }
  return {
    PATH: searchPath,
    HOME: directory,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: remote?.protocol ?? 'none',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_CONFIG_COUNT: String(configuration.length),
    ...Object.fromEntries(
      configuration.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
