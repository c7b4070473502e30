import { Piscina } from 'piscina';
import type { LintTask, LintThread, SentPackage } from '../../core/lint-task.js';
import type { ProfileName } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { Linter } from '../../core/ports/linter.js';
import type { LintTerms } from '../../core/ports/linter.js';
import type { EngineIdentity, ProgrammeSource, RulesetIdentity } from '../../core/ruleset.js';
import { withEveryCheck } from '../../core/verdict.js';
import type { Report } from '../../core/verdict.js';
import { createSlots } from './slots.js';
import type { Slots } from './slots.js';

export interface LintPoolOptions {
  /** The built `stages/lint/worker.js`. */
  readonly worker: URL;
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  /** Ids of the rules that each profile has: the checks of a report that says that nothing was run. */
  readonly checks: ReadonlyMap<ProfileName, readonly string[]>;
  /** The programme that the threads load; null for the rules as they come. */
  readonly programme?: ProgrammeSource | null;
  /** Packages that are judged at the same time. */
  readonly threads: number;
  /** Wall-clock time for one package. It includes the start of a thread, a second on an idle machine; a package itself takes milliseconds. */
  readonly limitMs?: number;
  /** Heap of one thread in MiB; a package that needs more ends its thread, and nothing else. */
  readonly memoryMb?: number;
  /** How long an idle thread is kept. An idle service then holds no Spectral in memory. */
  readonly idleMs?: number;
}

/** Judges packages in threads of their own, so that none can block or exhaust the process that serves requests. */
export class LintPool extends Linter {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  private readonly pool: Piscina<LintTask, Report>;
  private readonly slots: Slots;
  private readonly checks: LintPoolOptions['checks'];
  private readonly limitMs: number;

  constructor({
    worker,
    engine,
    ruleset,
    checks,
    programme = null,
    threads,
    limitMs = 30_000,
    memoryMb = 256,
    idleMs = 30_000,
  }: LintPoolOptions) {
    super();
    this.engine = engine;
    this.ruleset = ruleset;
    this.checks = checks;
    this.limitMs = limitMs;
    this.slots = createSlots(threads);
    this.pool = new Piscina({
      filename: worker.href,
      name: 'lintInThread',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      workerData: { programme } satisfies LintThread,
      // A thread gets no part of the service's environment: settings hold secrets.
      env: {},
    });
    // A thread that breaks outside of a package takes nothing with it: the package that waits for it runs into its own limit.
    this.pool.on('error', () => undefined);
  }

  /**
   * Judges one package when a thread is free. Exceeding the limit of time or memory is our failure, not the connector's: the report
   * then says of every check that it was not run; a check without a result is said not to have run as well. Throws the signal's reason when that aborts.
   */
  async lint(content: PackageContent, terms: LintTerms, signal: AbortSignal): Promise<Report> {
    const release = await this.slots.take(signal);
    const limit = AbortSignal.timeout(this.limitMs);
    try {
      const report: Report = await this.pool.run(taskOf(content, terms), { signal: AbortSignal.any([signal, limit]) });
      return withEveryCheck(report, this.checks.get(terms.profile) ?? []);
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted) return this.notRun(terms.profile, `Judging the package took longer than ${this.limitMs} ms.`);
      if (isOutOfMemory(error))
        return this.notRun(terms.profile, 'Judging the package took more memory than one may have.');
      throw error;
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private notRun(profile: ProfileName, reason: string): Report {
    const checks = (this.checks.get(profile) ?? []).map(
      id => ({ id, state: 'not-run', reason, fault: 'ours' }) as const,
    );
    return { checks, findings: [], evidence: [] };
  }
}

function taskOf(content: PackageContent, { profile, published }: LintTerms): LintTask {
  return { content: sent(content), profile, published: published && sent(published) };
}

function sent(content: PackageContent): SentPackage {
  const contents = new Map<string, Uint8Array>();
  for (const { path } of content.files) {
    const bytes = content.read(path);
    // A copy: a Buffer from a pool would carry its whole pool along.
    if (bytes) contents.set(path, Uint8Array.from(bytes));
  }
  return { digest: content.digest, files: content.files, contents };
}

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
