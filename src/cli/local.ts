import { randomUUID } from 'node:crypto';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryCatalog } from '../adapters/memory/catalog.js';
import { MemoryLedger } from '../adapters/memory/ledger.js';
import type { ProfileName } from '../core/finding.js';
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
import type { Waiver } from '../core/waiver.js';
import { loadPackage } from '../pipeline/load-package.js';
import { runStep, withWaivers } from '../pipeline/run-step.js';
import { compareStage } from '../stages/compare/stage.js';
import type { Decided } from '../stages/compare/stage.js';
import { intakeStage } from '../stages/intake/stage.js';
import { lintStage } from '../stages/lint/stage.js';
import type { PackedUpload } from './check/read-package.js';

/** The name that a local submission goes by when none is given; only waivers depend on it. */
const nameless = { publisher: 'local', connector: 'local' };

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

/** What a local run is judged by. */
export interface LocalTerms {
  readonly profile: ProfileName;
  readonly linter: Linter;
  /** The public version; null when there is none. */
  readonly published: Published | null;
  readonly name?: { readonly publisher: string; readonly connector: string };
  readonly waivers?: readonly Waiver[];
  /** What the programme decided otherwise about the weights of rules. */
  readonly decided?: Decided;
}

/**
 * Runs one upload through the service itself, wired to memory: the kernel, the ledger's rules and the stage table are the same,
 * up to the first stage that needs network or people. What intake finds does not keep lint from looking, as long as there is a
 * package. A published version to compare with makes compare one of those that run.
 * Throws the Problem that a stage could not get past.
 */
export async function runLocally(
  upload: PackedUpload,
  { profile, linter, published, name = nameless, waivers = [], decided }: LocalTerms,
): Promise<LocalOutcome> {
  const blobs = new MemoryBlobs();
  const ledger = new MemoryLedger();
  const catalog = new MemoryCatalog(published === null ? [] : [named(published, name)]);
  const recorder = recordStages(localStages({ blobs, linter, catalog, ...(decided && { decided }) }), waivers);
  const kernel = { stages: recorder.stages, ledger, blobs, log: silent };
  await ledger.open({
    id: randomUUID(),
    ...name,
    profile,
    uploadSha256: await blobs.put(upload.bytes),
    uploadName: upload.name,
    by: name.publisher,
  });
  for (;;) {
    const step = await ledger.claim('check', leaseSeconds);
    if (step === null || !runsHere(recorder.stages[step.stage], published)) break;
    await runStep(step, kernel, new AbortController().signal);
    recorder.rethrow();
  }
  const content = recorder.seen() ?? (await acceptedPackage(recorder.outcomes, blobs));
  return { package: content, reports: reportsOf(recorder.outcomes) };
}

/**
 * The version to compare with, from its package. It goes through intake like any other. Throws `baseline-unusable`.
 */
export async function publishedFrom(
  upload: PackedUpload,
  path: string,
  profile: ProfileName,
  linter: Linter,
): Promise<Published> {
  const { package: content, reports } = await runLocally(upload, { profile, linter, published: null });
  const first = reports.flatMap(({ report }) => report.findings).find(finding => finding.blocks);
  if (content === null) throw problem('baseline-unusable', { path, reason: first?.message ?? 'Intake refused it.' });
  return { version: { ...nameless, version: 'baseline', digest: content.digest }, content };
}

/** The published version under the name that this run goes by. */
function named(published: Published, name: { readonly publisher: string; readonly connector: string }): Published {
  return { ...published, version: { ...published.version, ...name } };
}

/**
 * The stage table with the stages that run here; the others only mark where a local run ends, so that none of what they need
 * (sandboxes, HTTP, git) is loaded. A test holds this against the service's table.
 */
export function localStages({
  blobs,
  linter,
  catalog,
  decided,
}: {
  readonly blobs: Blobs;
  readonly linter: Linter;
  readonly catalog: Catalog;
  readonly decided?: Decided;
}): Record<StageName, Stage> {
  return {
    intake: intakeStage(blobs),
    lint: lintStage(linter, catalog),
    compare: compareStage(catalog, decided),
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
 * at a terminal wants a failure's own words at once instead of another attempt. What is kept has its waived findings set aside, as
 * the kernel does it for the service.
 */
function recordStages(stages: Record<StageName, Stage>, waivers: readonly Waiver[]) {
  const outcomes: Ran[] = [];
  let thrown: { readonly error: unknown } | null = null;
  let seen: PackageContent | null = null;
  const recorded = Object.fromEntries(
    Object.entries(stages).map(([name, stage]) => [name, { ...stage, run: record(stage) }]),
  ) as Record<StageName, Stage>;

  function record(stage: Stage): Stage['run'] {
    return async (subject, signal) => {
      seen = subject.package ?? seen;
      try {
        const outcome = withWaivers(await stage.run(subject, signal), subject, waivers);
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
    /** The package as the stages after intake were given it; null when none of them ran. */
    seen: () => seen,
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
