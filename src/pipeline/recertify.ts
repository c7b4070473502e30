import { asWaiver } from '../core/given-waiver.js';
import type { Log } from '../core/log.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Linter } from '../core/ports/linter.js';
import type { DueRecertification, Recertifications } from '../core/ports/recertifications.js';
import type { Waivers } from '../core/ports/waivers.js';
import { Problem } from '../core/problems.js';
import { judgementOf, provesNothing } from '../core/recertification.js';
import type { Judgement } from '../core/recertification.js';
import type { Published } from '../core/publication.js';
import type { StageName } from '../core/stage-names.js';
import type { Report } from '../core/verdict.js';
import type { Waiver } from '../core/waiver.js';
import { intakeStage } from '../stages/intake/stage.js';
import { lintStage } from '../stages/lint/stage.js';
import { loadPackage } from './load-package.js';
import { withWaivers } from './run-step.js';

/** Versions that one round judges: the threads are there for submissions first. */
const judgedAtOnce = 5;

/** What judging a public version again needs: what the offline stages of submissions use. */
export interface RecertificationTools {
  readonly linter: Linter;
  readonly blobs: Blobs;
  /** The programme's exceptions. */
  readonly waivers: readonly Waiver[];
  /** Those that reviewers gave: what was certified was certified with them. */
  readonly given: Pick<Waivers, 'reaching'>;
  readonly log: Log;
}

/** A judgement with what each stage reported; empty where none did. */
export interface Judged {
  readonly judgement: Judgement;
  readonly reports: readonly { readonly stage: StageName; readonly report: Report }[];
}

/**
 * Judges some of the public versions that are due by the rules of today, one at a time, and writes each judgement down. What cannot be
 * judged or written is told and does not keep the rest from it. Once `signal` aborts, nothing more is written.
 */
export async function recertifyDue(
  recertifications: Recertifications,
  tools: RecertificationTools,
  signal: AbortSignal,
): Promise<void> {
  const { linter, blobs, log } = tools;
  const { engine, ruleset } = linter;
  for (const due of await recertifications.due(ruleset.digest, judgedAtOnce)) {
    if (signal.aborted) return;
    const { submission, revision, cause } = due;
    try {
      const { judgement, reports } = await recertify(due, tools, signal);
      const { profile } = submission;
      const evidence = JSON.stringify({ engine, ruleset, profile, package: revision.package.digest, reports });
      const report = reports.length === 0 ? null : `sha256:${await blobs.put(Buffer.from(evidence))}`;
      if (signal.aborted || !(await recertifications.save(due, judgement, ruleset, report))) continue;
      const { verdict, fault, reason, blocking } = judgement;
      const facts = { submission: submission.id, cause, verdict, blocking };
      if (fault === 'ours') log.error({ ...facts, reason }, 'A public version could not be judged again');
      else log.info(facts, 'A public version was judged by the rules of today');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ submission: submission.id, error }, 'A judgement was not written down; trying again');
    }
  }
}

/**
 * Judges a public version by the rules of today: its upload by intake, its certified package by lint against the version that it was
 * certified against, waivers applied as for a submission. Whatever keeps that from being done proves nothing, and is never a pass. Throws
 * only when `signal` has aborted.
 */
export async function recertify(
  { submission, revision, before }: DueRecertification,
  { linter, blobs, waivers, given, log }: RecertificationTools,
  signal: AbortSignal,
): Promise<Judged> {
  const { id, publisher, connector } = submission;
  try {
    const content = await loadPackage(revision.package, blobs);
    const version = { publisher, connector, version: '', digest: before?.digest ?? '' };
    const published: Published | null = before && { version, content: await loadPackage(before, blobs) };
    const reviewers = (await given.reaching(id)).given.filter(({ revoked }) => revoked === null);
    const all = [...waivers, ...reviewers.map(asWaiver)];
    const subject = { submission, revision, package: content, history: [], approvals: [] };
    const reports: { stage: StageName; report: Report }[] = [];
    for (const stage of [intakeStage(blobs), lintStage(linter, { published: () => Promise.resolve(published) })]) {
      const outcome = withWaivers(await stage.run(subject, signal), { submission }, all);
      signal.throwIfAborted();
      if (outcome.kind !== 'checked') throw new Error(`${stage.name} is no check.`);
      reports.push({ stage: stage.name, report: outcome.report });
      if (outcome.package && outcome.package.digest !== content.digest) {
        const reason = `Intake of today reads ${outcome.package.digest} from the upload that gave ${content.digest}.`;
        return { judgement: provesNothing('ours', reason), reports };
      }
    }
    return { judgement: judgementOf(reports.map(({ report }) => report)), reports };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) {
      return { judgement: provesNothing(error.fault, `${error.title} ${error.detail} ${error.fix}`), reports: [] };
    }
    log.error({ submission: id, error }, 'A public version could not be judged, in a way that nobody expected');
    const reason = `Assay failed in a way that nobody expected; its log explains it by the submission ${id}.`;
    return { judgement: provesNothing('ours', reason), reports: [] };
  }
}
