import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { ProfileName } from '../../core/finding.js';
import type { LintThread } from '../../core/lint-task.js';
import type { EngineIdentity, ProgrammeSource, RulesetIdentity } from '../../core/ruleset.js';
import { problem } from '../../core/problems.js';
import { printed } from './printed.js';
import type { Printed, Printing } from './printed.js';
import { unjudged } from './unjudged.js';
import type { ResultCache } from './result-cache.js';
import type { ThreadRequest } from './worker.js';

/** A check takes milliseconds; one that takes this long is stuck, and its thread is ended. */
const patienceMs = 60_000;

/** Loading the rules in one more thread costs about as much as checking so many packages. */
const worthAThread = 16;

export interface Many {
  readonly paths: readonly string[];
  readonly profile: ProfileName;
  readonly printing: Printing;
  /** Threads; null takes one for each core. */
  readonly jobs: number | null;
  /** Results of earlier checks, asked before a thread is; null to check everything. */
  readonly cache: ResultCache | null;
  /** The programme that the threads load; null for the rules as they come. */
  readonly programme: ProgrammeSource | null;
  /** Who judges, and by which rules: asked for only where a thread could not say it itself, because it costs loading them. */
  readonly identity: () => Promise<JudgeIdentity>;
}

/** A result, and whether an earlier check reached it. */
export interface FromMany extends Printed {
  readonly cached: boolean;
}

/** Who judges, and by which rules. */
export interface JudgeIdentity {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
}

/**
 * Checks many packages on all cores and gives the results in the order of the paths, each as soon as it and all before it are
 * ready. One that never ends, or brings its thread down, is a result that says so and holds up nothing else.
 */
export async function* checkMany({
  paths,
  profile,
  printing,
  jobs,
  programme,
  cache,
  identity,
}: Many): AsyncGenerator<FromMany, void, void> {
  const threads = Math.min(
    jobs ?? Math.min(availableParallelism(), Math.ceil(paths.length / worthAThread)),
    paths.length,
  );
  const start = () => {
    const pool = new Piscina<ThreadRequest, Printed>({
      filename: new URL('./worker.js', import.meta.url).href,
      name: 'checkInThread',
      // With a cache there may be work for one thread only, and each that starts loads the rules.
      minThreads: cache === null ? threads : 1,
      maxThreads: threads,
      idleTimeout: patienceMs,
      workerData: { programme } satisfies LintThread,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    pool.on('error', () => undefined); // a thread that breaks fails its check, which says so; the others go on
    return pool;
  };
  let pool = cache === null ? start() : null;
  const resultAt = async (path: string): Promise<FromMany> => {
    const name = (await cache?.nameOf(path)) ?? null;
    const known = name === null ? null : ((await cache?.find(name)) ?? null);
    if (known !== null) return { ...known, cached: true };
    pool ??= start();
    const result = await checkOne(pool, { path, profile, excerpts: printing.format === 'text', printing }, identity);
    if (name !== null) await cache?.keep(name, result);
    return { ...result, cached: false };
  };
  const ready = paths.map(deferred<FromMany>);
  let next = 0;
  // One lane a thread, so that the clock of a check starts when it does.
  const lane = async () => {
    for (let index = next++; index < paths.length; index = next++) {
      ready[index]?.resolve(await resultAt(paths[index] ?? ''));
    }
  };
  const lanes = Array.from({ length: threads }, lane);
  try {
    for (const { promise } of ready) yield await promise;
    await Promise.all(lanes);
  } finally {
    next = paths.length;
    await pool?.destroy();
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function checkOne(
  pool: Piscina<ThreadRequest, Printed>,
  request: ThreadRequest,
  identity: Many['identity'],
): Promise<Printed> {
  const { path, profile, printing } = request;
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    timer = setTimeout(() => patience.abort(), patienceMs);
    return await pool.run(request, { signal: patience.signal });
  } catch (error) {
    const reason = patience.signal.aborted ? `it took longer than ${patienceMs / 1000} s` : reasonOf(error);
    const { engine, ruleset } = await identity();
    const result = { engine, ruleset, path, profile, ...unjudged(problem('check-stopped', { path, reason }, error)) };
    const timings = { totalMs: patience.signal.aborted ? patienceMs : 0 };
    return printed({ result: { ...result, timings }, excerpts: [] }, printing);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `its thread failed (${error.name}: ${error.message})` : 'its thread failed';
}
