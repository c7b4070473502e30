import { acknowledgementSides, missingSides } from '../core/acknowledgement.js';
import type { AcknowledgementSide, BreakingChange } from '../core/acknowledgement.js';
import { consumersHit } from '../core/consumer.js';
import type { Hits, User } from '../core/consumer.js';
import type { Changelog } from '../core/changelog.js';
import type { CommentCounts } from '../core/comment.js';
import type { SubmissionSummary } from '../core/ports/ledger.js';
import type { MonitorSummary } from '../core/ports/monitors.js';
import type { Promotion } from '../core/promotion.js';
import type { Outlook } from '../core/ports/tracking.js';
import type { Fault } from '../core/problems.js';
import type { Receipt } from '../core/publication.js';
import { stageNames } from '../core/stage-names.js';
import type { StageName } from '../core/stage-names.js';
import { faultOf, maxAttempts } from '../core/step.js';
import type { TimelineEntry } from '../core/step.js';
import { isFinal, turnOf } from '../core/submission.js';
import { measuringText, turnSince, unmeasuredText } from '../core/turn.js';

/** A submission as a list shows it. */
export interface SubmissionLine extends SubmissionSummary {
  /** Whose turn it is. */
  readonly turn: ReturnType<typeof turnOf>;
}

/** A step as the timeline shows it. */
export interface TimelineLine extends TimelineEntry {
  /** Whose fault it is that it failed, was inconclusive or is tried again; null where nothing went wrong. */
  readonly fault: Fault | null;
  /** From its first start to its end, in milliseconds; null until it has ended, and where it never started. */
  readonly durationMs: number | null;
}

/** For whom a view is made: what may be the asker's own turn, and what is known beyond the submission itself. */
export interface Asked {
  readonly turns: readonly Turn[];
  readonly outlook: Outlook;
  /** What breaks users of the public version. */
  readonly changes: readonly BreakingChange[];
  /** Of what the asker may read. */
  readonly comments?: CommentCounts;
  /** Whether waivers have changed what becomes of the newest revision, so that the same bytes may run again. */
  readonly rechecks?: boolean;
  /** What its monitor found; null or left out where nothing monitors it. */
  readonly monitor?: MonitorSummary | null;
  /** What its own numbers say; left out where they are not asked for. */
  readonly promotion?: Promotion | null;
  /** Who has registered as a user of the connector. */
  readonly consumers?: readonly User[];
}

type Turn = ReturnType<typeof turnOf>;

/** A view for nobody in particular, without a look ahead. */
const unasked: Asked = {
  turns: [],
  outlook: { queue: null, expected: null },
  changes: [],
};

/** A submission with everything that happened to it. */
export interface SubmissionView extends SubmissionLine {
  /** What happens next, or what to do: one or two sentences that name whose turn it is. */
  readonly next: string;
  /** Since when it is the turn of whose turn it is, RFC 3339. */
  readonly since: string;
  readonly queue: Outlook['queue'];
  readonly expected: Outlook['expected'];
  readonly timeline: readonly TimelineLine[];
  /** What its publication left behind; null until it is public. */
  readonly receipt: Receipt | null;
  /** What breaks users of the public version, and who has acknowledged it; of the newest revision. */
  readonly breakingChanges: readonly BreakingChangeView[];
  /** What the newest revision changes, in words for users; null until compare has looked at it. */
  readonly changelog: Changelog | null;
  readonly comments: CommentCounts;
  /** What the monitor of the version found; null while nothing monitors it. */
  readonly monitor: MonitorSummary | null;
  /** What its own numbers say; null unless it waits in preview. */
  readonly promotion: Promotion | null;
}

/** A breaking change, as people acknowledge it. */
export interface BreakingChangeView {
  readonly fingerprint: string;
  readonly rule: string;
  readonly message: string;
  readonly submitter: AcknowledgementView | null;
  readonly reviewer: AcknowledgementView | null;
  /** The sides that have not acknowledged it. */
  readonly missing: readonly AcknowledgementSide[];
  /** The registered consumers that it hits. */
  readonly hits: Hits;
}

/** Who acknowledged a breaking change, when, and looking at which package. */
export interface AcknowledgementView {
  readonly account: string;
  readonly name: string;
  readonly comment: string;
  readonly digest: string;
  readonly at: string;
}

/** The line of a list for one submission. */
export function lineOf(submission: SubmissionSummary): SubmissionLine {
  return { ...submission, turn: turnOf(submission) };
}

/** The view of one submission. `timeline` is that of all its revisions, oldest first; `changes` are of the newest. */
export function viewOf(
  submission: SubmissionSummary,
  timeline: readonly TimelineEntry[],
  {
    turns,
    outlook,
    changes,
    monitor = null,
    promotion = null,
    comments = { all: 0, open: 0 },
    rechecks = false,
    consumers = [],
  }: Asked = unasked,
): SubmissionView {
  const receipt = timeline.findLast(entry => entry.receipt !== null)?.receipt ?? null;
  const next = rechecks ? recheckText(submission, turns) : nextOf(submission, timeline, turns, promotion);
  const breakingChanges = changes.map(change => breakingChangeView(change, consumers));
  const compared = timeline.findLast(({ revision, report }) => revision === submission.revision && report?.changelog);
  return {
    ...lineOf(submission),
    next: isFinal(submission) ? next : `${next}${missingText(submission.id, breakingChanges)}`,
    since: turnSince(submission, timeline),
    ...outlook,
    timeline: timeline.map(entry => ({ ...entry, fault: faultOf(entry), durationMs: durationOf(entry) })),
    receipt,
    breakingChanges,
    changelog: compared?.report?.changelog ?? null,
    comments,
    monitor,
    promotion,
  };
}

function durationOf({ startedAt, finishedAt }: TimelineEntry): number | null {
  if (startedAt === null || finishedAt === null) return null;
  return Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
}

function breakingChangeView(change: BreakingChange, consumers: readonly User[]): BreakingChangeView {
  const { fingerprint, rule, message } = change.finding;
  const by = (side: AcknowledgementSide): AcknowledgementView | null => {
    const given = change.acknowledged[side];
    if (given === null) return null;
    const { account, name, comment, digest, at } = given;
    return { account, name, comment, digest, at };
  };
  return {
    fingerprint,
    rule,
    message,
    submitter: by('submitter'),
    reviewer: by('reviewer'),
    missing: missingSides(change),
    hits: consumersHit(change.finding, consumers),
  };
}

/** Who has to acknowledge what before it can be approved; nothing where nobody has to. */
function missingText(id: string, changes: readonly BreakingChangeView[]): string {
  const sides = acknowledgementSides.flatMap(side => {
    const count = changes.filter(({ missing }) => missing.includes(side)).length;
    return count === 0 ? [] : [`the ${side} (${count})`];
  });
  if (sides.length === 0) return '';
  return ` Before it can be approved, its breaking changes have to be acknowledged by ${sides.join(' and ')}: \`assay review ${id} --acknowledge\`.`;
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

function nextOf(
  submission: SubmissionSummary,
  timeline: readonly TimelineEntry[],
  turns: readonly Turn[],
  promotion: Promotion | null,
): string {
  const { id, stage, state, revision } = submission;
  const yours = turns.includes(turnOf(submission));
  const submits = turns.includes('submitter');
  switch (state) {
    case 'running':
      return running(stage, timeline.at(-1));
    case 'waiting':
      if (submission.measuringSince !== null) return measuringText(promotion);
      return `${waiting(id, { yours, submits })}${unmeasuredText(promotion)}`;
    case 'returned':
      return `${yours ? 'Your' : 'The submitter’s'} turn: ${reasonToRevise(submission, timeline)}, then upload revision ${revision + 1}.`;
    case 'stopped':
      return stopped(submission, timeline.at(-1), { yours, submits });
    case 'rejected':
      return 'Nobody’s turn: a reviewer rejected it. A new submission is needed to try again.';
    case 'withdrawn':
      return 'Nobody’s turn: the submitter took it back.';
    case 'public':
      return 'Nobody’s turn: it is public. `assay verify` proves that what is published is what was certified.';
  }
}

/** What waivers changed: the submitter need not upload anything, and a reviewer need not wait for it. */
function recheckText({ id, state }: SubmissionSummary, turns: readonly Turn[]): string {
  const again = `run the same bytes again with \`assay recheck ${id}\``;
  if (state === 'waiting') return `A reviewer’s turn: a waiver that it rests on has ended; ${again}.`;
  const whose = turns.includes('submitter') ? 'Your' : 'The submitter’s';
  return `${whose} turn: what blocked it is waived; ${again}.`;
}

function waiting(id: string, { yours, submits }: { yours: boolean; submits: boolean }): string {
  if (yours) return `Your turn: look at the evidence and decide with \`assay review ${id}\`.`;
  if (submits) return 'A reviewer’s turn: a reviewer looks at the evidence and decides. You have nothing to do.';
  return `A reviewer’s turn: look at the evidence and decide with \`assay review ${id}\`. The submitter has nothing to do.`;
}

/** A stop is never the connector's fault: its submitter is told so, and everybody else what to do. */
function stopped(
  { id, stage }: SubmissionSummary,
  last: TimelineEntry | undefined,
  { yours, submits }: { yours: boolean; submits: boolean },
): string {
  const cause = last?.note ? ` (${withoutFullStop(last.note)})` : '';
  if (submits && !yours) {
    return `The operator’s turn: ${stage} could not be finished${cause}. You have nothing to do; once the cause is removed it goes on.`;
  }
  return `${yours ? 'Your' : 'The operator’s'} turn: ${stage} could not be finished${cause}. Remove the cause, then run it again with \`assay retry ${id}\`.`;
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
  return report?.findings.filter(finding => finding.blocks && finding.severity !== 'ack').length ?? 0;
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
