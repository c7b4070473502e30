import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { folderInside } from './isolation.js';
import type { Isolation } from './isolation.js';
import { watchMemory } from './memory.js';
import { inPlace, makePlace } from './place.js';
import { nodeArguments } from './programs.js';
import { rehearseArgument, replyDescriptor } from './protocol.js';
import type { Job } from './protocol.js';
import { doneReply, printable, readyReply, repliesOf } from './replies.js';

/** How much of what a child wrote about its end is kept, and after how much it is ended. Characters. */
const complaintLength = 2_048;
const mostComplaints = 1_048_576;
/** Longest time that a child may take until it is ready, in milliseconds: many times what it takes on a busy machine. */
const startMs = 60_000;

/** How long the end of a child's own children is waited for, in milliseconds. They are killed already. */
const lingerMs = 2_000;

/** Memory beside V8's heap: Node itself, Newman's code, Buffers. Megabytes. */
const besidesHeapMb = 256;

/** How a child's run came to its end. */
export type ChildEnd =
  | { readonly kind: 'completed'; readonly reply: z.infer<typeof doneReply> }
  | { readonly kind: 'died' | 'deadline' | 'not-started'; readonly note: string };

/** What a child is to run: a job, but for where things lie, which the child's place decides. */
export type Task = Omit<Job, 'socketPath' | 'workingFolder'>;

/** One process that runs one collection and is gone afterwards. */
export interface Child {
  readonly isolation: Isolation;
  /** Resolves when the process has ended and its folder is removed. */
  readonly ended: Promise<void>;
  alive(): boolean;
  /** Runs one collection against the socket. Throws as `link` does when the socket cannot be shown to the child. */
  run(task: Task, socketPath: string): Promise<ChildEnd>;
  /** Ends the process and everything that it started; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  /** Megabytes of JavaScript heap. */
  readonly memoryMb: number;
  /** `later`: nobody waits for it yet, so it makes itself warm. */
  readonly needed: 'now' | 'later';
  /** Where its folder is made; null for where temporary files go. */
  readonly parent: string | null;
}

/**
 * Starts the child's program in this isolation, with an empty environment, in a folder of its own. A start that fails is how its
 * run ends; throws only when no folder can be made.
 */
export async function startChild(
  isolation: Isolation,
  childEntry: URL,
  { memoryMb, needed, parent }: ChildOptions,
): Promise<Child> {
  const place = await makePlace(parent);
  const inside = folderInside(isolation, place);
  const asked = needed === 'later' ? [rehearseArgument] : [];
  const [program, ...args] = isolation.command([...nodeArguments(childEntry, memoryMb, inside), ...asked], place);
  const child = spawn(program, args, {
    cwd: join(place.folder, inPlace.visible, inPlace.files),
    env: {},
    // A group of its own, so that the programs it is started through end with it.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  let complaints = 0;
  /** Why we ended it, when we did before its time. */
  let ending: string | null = null;
  let over = false;

  const killGroup = () => {
    if (over || child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  const end = (reason: string) => {
    ending ??= reason;
    killGroup();
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text.length;
    complaint = (complaint + text).slice(-complaintLength);
    if (complaints > mostComplaints) end('it wrote more than it may');
  });
  // A child that is gone does not read its job any more; its end says so.
  child.stdin?.on('error', () => undefined);
  const memoryBytes = (memoryMb + besidesHeapMb) * 1_048_576;
  const unwatch =
    child.pid === undefined
      ? () => undefined
      : watchMemory(child.pid, memoryBytes, () => end(`it took more than ${memoryBytes / 1_048_576} MB of memory`));
  const gone = new Promise<void>(resolve => {
    child.once('error', error => {
      ending ??= error.message;
      over = true;
      resolve();
    });
    child.once('exit', () => {
      over = true;
      // The pipes close when the last process that holds them is gone: behind `unshare` that is not the one that just ended.
      setTimeout(resolve, lingerMs).unref();
    });
    child.once('close', () => resolve());
  });
  const ended = gone.then(async () => {
    unwatch();
    // What cannot be removed now goes with the other abandoned folders.
    await place.remove().catch(() => undefined);
  });
  const replies = repliesOf(child.stdio[replyDescriptor] as Readable, () => end('it replied more than it may'));

  const noteOfDeath = (): string => {
    const said = printable(complaint).split('\n').filter(Boolean).slice(-3).join(' ');
    const how = child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
    return ending ?? (said === '' ? how : `${how}: ${said}`);
  };

  return {
    isolation,
    ended,
    alive: () => !over,
    async run(task, socketPath) {
      await place.showSocket(socketPath);
      const ready = await within(startMs, replies(), ended);
      if (!readyReply.safeParse(ready).success) {
        killGroup();
        await ended;
        return { kind: 'not-started', note: noteOfDeath() };
      }
      const job: Job = {
        ...task,
        socketPath: join(inside, inPlace.socket),
        workingFolder: join(inside, inPlace.files),
      };
      child.stdin?.write(`${JSON.stringify(job)}\n`);
      const answer = await within(task.limits.totalMs, replies(), ended);
      const done = doneReply.safeParse(answer);
      if (done.success) return { kind: 'completed', reply: done.data };
      const late = answer === 'late';
      killGroup();
      await ended;
      return late
        ? { kind: 'deadline', note: `it was stopped after ${task.limits.totalMs / 1000} seconds` }
        : { kind: 'died', note: noteOfDeath() };
    },
    async kill() {
      killGroup();
      await ended;
    },
  };
}

/** The reply, or `late` when it did not come in time, or null when the process ended without one. */
async function within(ms: number, reply: Promise<unknown>, ended: Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>(resolve => (timer = setTimeout(() => resolve('late'), ms)));
  const gone = ended.then(() => null);
  try {
    return await Promise.race([reply, late, gone]);
  } finally {
    clearTimeout(timer);
  }
}
