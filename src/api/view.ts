import type { SubmissionSummary } from '../core/ports/ledger.js';
import type { Receipt } from '../core/publication.js';
import { stageNames } from '../core/stage-names.js';
import type { StageName } from '../core/stage-names.js';
import { maxAttempts } from '../core/step.js';
import type { TimelineEntry } from '../core/step.js';
import { turnOf } from '../core/submission.js';

/** A submission as a list shows it. */
export interface SubmissionLine extends SubmissionSummary {
  /** Whose turn it is. */
  readonly turn: ReturnType<typeof turnOf>;
}

/** A submission with everything that happened to it. */
export interface SubmissionView extends SubmissionLine {
  /** What happens next, or what to do: one or two sentences that name whose turn it is. */
  readonly next: string;
  readonly timeline: readonly TimelineEntry[];
  /** What its publication left behind; null until it is public. */
  readonly receipt: Receipt | null;
}

/** The line of a list for one submission. */
export function lineOf(submission: SubmissionSummary): SubmissionLine {
  return { ...submission, turn: turnOf(submission) };
}

/** The view of one submission. `timeline` is that of all its revisions, oldest first. */
export function viewOf(submission: SubmissionSummary, timeline: readonly TimelineEntry[]): SubmissionView {
  const receipt = timeline.findLast(entry => entry.receipt !== null)?.receipt ?? null;
  return { ...lineOf(submission), next: nextOf(submission, timeline), timeline, receipt };
}

/** What the service does in each stage, as the rest of "Assay is …". */
const work: Readonly<Record<StageName, string>> = {
  intake: 'opening the upload',
  lint: 'judging it by the rules',
  compare: 'comparing it with the published version',
  functional: 'testing it against its API',
  preview: 'putting it on the preview channel',
  publish: 'publishing it',
};

function nextOf(submission: SubmissionSummary, timeline: readonly TimelineEntry[]): string {
  const { id, stage, state, revision } = submission;
  const last = timeline.at(-1);
  switch (state) {
    case 'running':
      return running(stage, last);
    case 'waiting':
      return `A reviewer’s turn: look at the evidence and decide with \`assay review ${id}\`. The submitter has nothing to do.`;
    case 'returned':
      return `The submitter’s turn: ${reasonToRevise(submission, timeline)}, then upload revision ${revision + 1}.`;
    case 'stopped':
      return `The operator’s turn: ${stage} could not be finished${last?.note ? ` (${withoutFullStop(last.note)})` : ''}. Remove the cause, then run it again with \`assay retry ${id}\`.`;
    case 'rejected':
      return 'Nobody’s turn: a reviewer rejected it. A new submission is needed to try again.';
    case 'withdrawn':
      return 'Nobody’s turn: the submitter took it back.';
    case 'public':
      return 'Nobody’s turn: it is public. `assay verify` proves that what is published is what was certified.';
  }
}

function running(stage: StageName, last: TimelineEntry | undefined): string {
  const attempt = last && last.attempts > 1 ? `, attempt ${last.attempts} of ${maxAttempts}` : '';
  const doing =
    last?.state === 'READY' ? `Assay will be ${work[stage]} as soon as a worker is free` : `Assay is ${work[stage]}`;
  return `Assay’s turn: ${doing}${attempt}. There is nothing to do but wait.`;
}

/** The faults of every stage of the revision count: intake's do not keep lint from finding more. */
function reasonToRevise({ stage, revision }: SubmissionSummary, timeline: readonly TimelineEntry[]): string {
  const newest = stageNames.flatMap(
    name => timeline.findLast(entry => entry.stage === name && entry.revision === revision) ?? [],
  );
  const found = newest
    .map(entry => ({ stage: entry.stage, blocking: blockingOf(entry) }))
    .filter(({ blocking }) => blocking > 0);
  const blocking = found.reduce((sum, each) => sum + each.blocking, 0);
  const stages = found.map(each => each.stage).join(' and ');
  if (blocking === 1) return `fix the finding of ${stages} that blocks`;
  if (blocking > 1) return `fix the ${blocking} findings of ${stages} that block`;
  const note = timeline.at(-1)?.note;
  if (note) return `answer the reviewer (“${note}”)`;
  return `correct what ${stage} found`;
}

function blockingOf({ report }: TimelineEntry): number {
  return report?.findings.filter(finding => finding.blocks).length ?? 0;
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
