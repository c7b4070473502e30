import { randomUUID } from 'node:crypto';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryCatalog } from '../adapters/memory/catalog.js';
import { MemoryLedger } from '../adapters/memory/ledger.js';
import type { Profile } from '../core/finding.js';
import type { Log } from '../core/log.js';
import type { Outcome } from '../core/outcome.js';
import type { PackageContent } from '../core/package.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Catalog } from '../core/ports/catalog.js';
import type { Linter } from '../core/ports/linter.js';
import { problem } from '../core/problems.js';
import type { Published } from '../core/publication.js';
import type { Stage } from '../core/stage.js';
import type { StageKind, StageName } from '../core/stage-names.js';
import type { Report } from '../core/verdict.js';
import { loadPackage } from '../pipeline/load-package.js';
import { runStep } from '../pipeline/run-step.js';
import { compareStage } from '../stages/compare/stage.js';
import { intakeStage } from '../stages/intake/stage.js';
import { lintStage } from '../stages/lint/stage.js';
import type { PackedUpload } from './check/read-package.js';

/** The names that a local submission goes by; no rule and no report depends on them. */
const publisher = 'local';
const connector = 'local';

/** A claim of a step that nobody else can take. */
const leaseSeconds = 3600;

const ignore = () => undefined;
const silent: Log = { info: ignore, warn: ignore, error: ignore };

/** What the stages found that a laptop can run. */
export interface LocalOutcome {
  /** Null when intake did not accept the upload. */
  readonly package: PackageContent | null;
  readonly reports: readonly { readonly stage: StageName; readonly report: Report }[];
}

/**
 * Runs one upload through the service itself, wired to memory: the kernel, the ledger's rules and the stage table are the same,
 * up to the first stage that needs network or people. A published version to compare with makes compare one of those that run.
 * Throws the Problem that a stage could not get past.
 */
export async function runLocally(
  upload: PackedUpload,
  profile: Profile,
  { linter, published }: { readonly linter: Linter; readonly published: Published | null },
): Promise<LocalOutcome> {
  const blobs = new MemoryBlobs();
  const ledger = new MemoryLedger();
  const catalog = new MemoryCatalog(published === null ? [] : [published]);
  const recorder = recordStages(localStages({ blobs, linter, catalog }));
  const kernel = { stages: recorder.stages, ledger, blobs, log: silent };
  await ledger.open({
    id: randomUUID(),
    publisher,
    connector,
    profile,
    uploadSha256: await blobs.put(upload.bytes),
    uploadName: upload.name,
    by: publisher,
  });
  for (;;) {
    const step = await ledger.claim('check', leaseSeconds);
    if (step === null || !runsHere(recorder.stages[step.stage], published)) break;
    await runStep(step, kernel, new AbortController().signal);
    recorder.rethrow();
  }
  return { package: await acceptedPackage(recorder.outcomes, blobs), reports: reportsOf(recorder.outcomes) };
}

/**
 * The version to compare with, from its package. It goes through intake like any other. Throws `baseline-unusable`.
 */
export async function publishedFrom(
  upload: PackedUpload,
  path: string,
  profile: Profile,
  linter: Linter,
): Promise<Published> {
  const { package: content, reports } = await runLocally(upload, profile, { linter, published: null });
  const first = reports.flatMap(({ report }) => report.findings).find(finding => finding.blocks);
  if (content === null) throw problem('baseline-unusable', { path, reason: first?.message ?? 'Intake refused it.' });
  return { version: { publisher, connector, version: 'baseline', digest: content.digest }, content };
}

/**
 * The stage table with the stages that run here; the others only mark where a local run ends, so that none of what they need
 * (sandboxes, HTTP, git) is loaded. A test holds this against the service's table.
 */
export function localStages({
  blobs,
  linter,
  catalog,
}: {
  readonly blobs: Blobs;
  readonly linter: Linter;
  readonly catalog: Catalog;
}): Record<StageName, Stage> {
  return {
    intake: intakeStage(blobs),
    lint: lintStage(linter),
    compare: compareStage(catalog),
    functional: elsewhere('functional', 'check'),
    preview: elsewhere('preview', 'gate'),
    publish: elsewhere('publish', 'effect'),
  };
}

function elsewhere(name: StageName, kind: StageKind): Stage {
  const run = () => Promise.reject(new Error(`${name} does not run on this machine`));
  return { name, kind, offline: false, run };
}

function runsHere(stage: Stage, published: Published | null): boolean {
  return stage.offline || (stage.name === 'compare' && published !== null);
}

interface Ran {
  readonly stage: StageName;
  readonly outcome: Outcome;
}

/**
 * The same stages, with what they gave or threw kept aside: the ledger keeps only what a service has to remember, and an author
 * at a terminal wants a failure's own words at once instead of another attempt.
 */
function recordStages(stages: Record<StageName, Stage>) {
  const outcomes: Ran[] = [];
  let thrown: { readonly error: unknown } | null = null;
  const recorded = Object.fromEntries(
    Object.entries(stages).map(([name, stage]) => [name, { ...stage, run: record(stage) }]),
  ) as Record<StageName, Stage>;

  function record(stage: Stage): Stage['run'] {
    return async (subject, signal) => {
      try {
        const outcome = await stage.run(subject, signal);
        outcomes.push({ stage: stage.name, outcome });
        return outcome;
      } catch (error) {
        thrown = { error };
        throw error;
      }
    };
  }

  return {
    stages: recorded,
    outcomes,
    rethrow: () => {
      if (thrown !== null) throw thrown.error;
    },
  };
}

function reportsOf(outcomes: readonly Ran[]): LocalOutcome['reports'] {
  return outcomes.flatMap(({ stage, outcome }) =>
    outcome.kind === 'checked' ? [{ stage, report: outcome.report }] : [],
  );
}

async function acceptedPackage(outcomes: readonly Ran[], blobs: Blobs): Promise<PackageContent | null> {
  for (const { outcome } of outcomes) {
    if (outcome.kind === 'checked' && outcome.package) return loadPackage(outcome.package, blobs);
  }
  return null;
}
