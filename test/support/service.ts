import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary.js';

/** The program under test: the built one of this checkout, or another build of it. */
const program = process.env.TEST_PROGRAM ?? fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

const startMs = 60_000;

/** How long a program may take that is run to its end. One that hangs is ended, so that a test shows what it had written. */
const runMs = 60_000;

/** Processes that run: what a failed test leaves behind must not outlive its file. */
const running = new Set<ChildProcess>();
afterAll(() => running.forEach(child => child.kill('SIGKILL')));

/** How a process ended, with everything that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A real service in a process of its own. */
export interface Service {
  readonly url: string;
  /** The first administrator's token; null when the database had an account already. */
  readonly token: string | null;
  readonly pid: number;
  /** Its log so far, one object a line. */
  log(): Record<string, unknown>[];
  /** Asks it to stop, as a person or a service manager does, and waits for it. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  /** A request to the API below /api/v1, with a token or without. */
  ask(path: string, token?: string | null, options?: Ask): Promise<Response>;
}

export interface Ask extends RequestInit {
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** Settings for a service of its own: any free port, an own data folder. What the test's own environment sets does not leak in. */
export type Settings = Readonly<Record<string, string>>;

/** Starts `assay serve` and waits until it says that it is ready. Fails with what the process wrote when it ends before that. */
export async function startService(settings: Settings = {}): Promise<Service> {
  const folder = await temporaryFolder('assay-service-');
  const child = launch(['serve'], { ASSAY_DATA_DIR: `${folder.path}/data`, ASSAY_PORT: '0', ...settings });
  const ended = endOf(child.process, child.written).finally(() => folder.remove());
  const ready = new Promise<{ address: string | null; token: string | null }>(resolve =>
    child.process.once('message', message => resolve(message as { address: string | null; token: string | null })),
  );
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), startMs);
  const first = await Promise.race([ready, ended, once(tooLate.signal, 'abort')]);
  clearTimeout(timer);
  if (Array.isArray(first) || 'code' in first) {
    child.process.kill('SIGKILL');
    throw new Error(`The service did not start:\n${JSON.stringify((await ended) satisfies Ended, null, 2)}`);
  }
  const url = first.address ?? '';
  return {
    url,
    token: first.token,
    pid: child.process.pid ?? 0,
    log: () => child.written.err.split('\n').flatMap(parsed),
    stop: async (signal = 'SIGTERM') => {
      child.process.kill(signal);
      return ended;
    },
    ask: (path, token = null, { json, ...options } = {}) =>
      fetch(`${url}/api/v1${path}`, {
        ...options,
        ...(json === undefined ? {} : { method: options.method ?? 'POST', body: JSON.stringify(json) }),
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.headers as Record<string, string> | undefined),
        },
      }),
  };
}

/** Runs the program to its end, or for at most `withinMs`. */
export async function runProgram(
  args: readonly string[],
  settings: Settings = {},
  withinMs: number = runMs,
): Promise<Ended> {
  const child = launch(args, settings);
  const timer = setTimeout(() => child.process.kill('SIGKILL'), withinMs);
  return endOf(child.process, child.written).finally(() => clearTimeout(timer));
}

interface Written {
  out: string;
  err: string;
}

function launch(args: readonly string[], settings: Settings): { process: ChildProcess; written: Written } {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  const written = { out: '', err: '' };
  // Decoded by the stream: a chunk may end within a character.
  child.stdout?.setEncoding('utf8').on('data', chunk => (written.out += String(chunk)));
  child.stderr?.setEncoding('utf8').on('data', chunk => (written.err += String(chunk)));
  return { process: child, written };
}

async function endOf(child: ChildProcess, written: Written): Promise<Ended> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...written };
}

function parsed(line: string): Record<string, unknown>[] {
  if (!line.startsWith('{')) return [];
  return [JSON.parse(line) as Record<string, unknown>];
}

/** The form of an upload. */
export function formOf(fields: Readonly<Record<string, string>>, file?: Uint8Array, name = 'connector.zip'): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  if (file) form.set('package', new Blob([Uint8Array.from(file)], { type: 'application/zip' }), name);
  return form;
}
