import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Isolation } from './isolation.js';
import { nodeArguments } from './isolation.js';
import { replyDescriptor } from './protocol.js';
import type { Job } from './protocol.js';

/** Replies are a few hundred bytes. A child that writes more is not ours any longer. */
const replyBytes = 65_536;
/** How much of what a child wrote about its end is kept. */
const complaintBytes = 2_048;
/** Longest time that Newman may take to load, in milliseconds: 1.4 s on an idle core, many times that on a busy machine. */
const startMs = 60_000;

/** How long the end of a child's own children is waited for, in milliseconds. They are killed already. */
const lingerMs = 2_000;

const readyReply = z.object({ kind: z.literal('ready') });
const doneReply = z.object({
  kind: z.literal('done'),
  requests: z.number().int().min(0).max(1_000_000),
  failures: z.number().int().min(0).max(1_000_000),
  error: z.string().max(500).nullable(),
});

/** How a child's run came to its end. */
export type ChildEnd =
  | { readonly kind: 'completed'; readonly reply: z.infer<typeof doneReply> }
  | { readonly kind: 'died' | 'deadline' | 'not-started'; readonly note: string };

/** One process that runs one collection and is gone afterwards. */
export interface Child {
  readonly isolation: Isolation;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  alive(): boolean;
  run(job: Job): Promise<ChildEnd>;
  /** Ends the process and everything that it started; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the child's program in this isolation, with an empty environment. Never throws: a start that fails is how its run ends. */
export function startChild(isolation: Isolation, childEntry: URL, memoryMb: number): Child {
  const [program, ...args] = isolation.command(nodeArguments(childEntry, memoryMb));
  const child = spawn(program, args, {
    cwd: '/',
    env: {},
    // A group of its own, so that the programs it is started through end with it.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  let startError: string | null = null;
  let over = false;
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-complaintBytes)));
  // A child that is gone does not read its job any more; its end says so.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>(resolve => {
    child.once('error', error => {
      startError = error.message;
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
  const killGroup = () => {
    if (over || child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  const replies = repliesOf(child.stdio[replyDescriptor] as Readable, killGroup);

  const noteOfDeath = (): string => {
    const said = printable(complaint).split('\n').filter(Boolean).slice(-3).join(' ');
    const how = child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
    return startError ?? (said === '' ? how : `${how}: ${said}`);
  };

  return {
    isolation,
    ended,
    alive: () => !over,
    async run(job) {
      const ready = await within(startMs, replies(), ended);
      if (!readyReply.safeParse(ready).success) {
        killGroup();
        await ended;
        return { kind: 'not-started', note: noteOfDeath() };
      }
      child.stdin?.write(`${JSON.stringify(job)}\n`);
      const answer = await within(job.limits.totalMs, replies(), ended);
      const done = doneReply.safeParse(answer);
      if (done.success) return { kind: 'completed', reply: { ...done.data, error: printableOrNull(done.data.error) } };
      const late = answer === 'late';
      killGroup();
      await ended;
      return late
        ? { kind: 'deadline', note: `it was stopped after ${job.limits.totalMs / 1000} seconds` }
        : { kind: 'died', note: noteOfDeath() };
    },
    async kill() {
      killGroup();
      await ended;
    },
  };
}

/** Gives the child's next reply as JSON, undefined when it is none, null when the pipe has ended. Too much of it kills the child. */
function repliesOf(pipe: Readable, tooMuch: () => void): () => Promise<unknown> {
  let text = '';
  let size = 0;
  let closed = false;
  let wake: () => void = () => undefined;
  pipe.setEncoding('utf8');
  pipe.on('data', (chunk: string) => {
    size += chunk.length;
    if (size > replyBytes) {
      pipe.destroy();
      tooMuch();
      return;
    }
    text += chunk;
    wake();
  });
  const close = () => {
    closed = true;
    wake();
  };
  pipe.once('close', close);
  pipe.once('error', close);
  return async () => {
    while (!text.includes('\n') && !closed) await new Promise<void>(resolve => (wake = resolve));
    const end = text.indexOf('\n');
    if (end === -1) return null;
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    try {
      return JSON.parse(line) as unknown;
    } catch {
      return undefined;
    }
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

/** The text without control characters, which a terminal or a log would act on. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, ' ');
}

function printableOrNull(text: string | null): string | null {
  return text === null ? null : printable(text);
}
