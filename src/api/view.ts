import type { SubmissionSummary } from '../core/ports/ledger.js';
import type { Receipt } from '../core/publication.js';
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
  return { ...lineOf(submission), next: nextOf(submission, timeline.at(-1)), timeline, receipt };
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

function nextOf(submission: SubmissionSummary, last: TimelineEntry | undefined): string {
  const { id, stage, state, revision } = submission;
  switch (state) {
    case 'running':
      return running(stage, last);
    case 'waiting':
      return `A reviewer’s turn: look at the evidence and decide with \`assay review ${id}\`. The submitter has nothing to do.`;
    case 'returned':
      return `The submitter’s turn: ${reasonToRevise(stage, last)}, then upload revision ${revision + 1}.`;
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

function reasonToRevise(stage: StageName, last: TimelineEntry | undefined): string {
  const blocking = last?.report?.findings.filter(finding => finding.blocks).length ?? 0;
  if (blocking > 0) return `fix the ${blocking === 1 ? 'finding' : `${blocking} findings`} of ${stage} that block`;
  if (last?.note) return `answer the reviewer (“${last.note}”)`;
  return `correct what ${stage} found`;
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
