import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that the demo started. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves with a sentence when the program ended, asked or not. */
  readonly ended: Promise<string>;
  /** Ends it: politely, and by force after so many seconds. */
  stop(seconds: number): Promise<void>;
}

/**
 * Makes a program end when the demo does, also when the demo is killed: the channel between them closes then. Listening to a
 * channel keeps a process alive, hence `unref`; the program's worker threads run this too and have no channel.
 */
const endWithParent = `data:text/javascript,${encodeURIComponent(
  'process.on("disconnect", () => process.exit(1)); process.channel?.unref();',
)}`;

/** Starts a Node program with its output in a log file. */
export function startChild(
  program: string,
  { args, env, log }: { args: readonly string[]; env: NodeJS.ProcessEnv; log: string },
): Child {
  const output = openSync(log, 'a');
  const child = fork(program, [...args], {
    env,
    execArgv: ['--import', endWithParent],
    stdio: ['ignore', 'pipe', output, 'ipc'],
  });
  closeSync(output);
  const ended = once(child, 'exit').then(([code, signal]) => `ended with ${String(code ?? signal)}`);
  return {
    process: child,
    ended,
    async stop(seconds) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const patience = new AbortController();
      const tooLate = delay(seconds * 1000, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
      if ((await Promise.race([ended, tooLate])) === 'late') child.kill('SIGKILL');
      patience.abort();
      await ended;
    },
  };
}
