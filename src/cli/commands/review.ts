import type { Command } from 'commander';
import type { SubmissionView } from '../../api/view.js';
import { acknowledgementSides } from '../../core/acknowledgement.js';
import { problem } from '../../core/problems.js';
import type { Decision } from '../../core/submission.js';
import type { Packet } from '../../core/packet.js';
import type { Api } from '../client/api.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { waiverFrom } from '../client/waive.js';
import type { WaiveOptions } from '../client/waive.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

interface Options extends RemoteOptions, WaiveOptions {
  readonly take?: string | true;
  readonly handBack?: true;
  readonly lane?: string;
  readonly mine?: true;
  readonly limit: string;
  readonly cursor?: string;
  readonly approve?: true;
  readonly return?: true;
  readonly reject?: true;
  readonly acknowledge?: true;
  readonly comment?: string;
  readonly digest?: string;
  readonly yes?: true;
}

/**
 * `assay review`: lists what waits. `assay review <id>`: shows what is to be decided, and decides; submitters and reviewers acknowledge
 * breaking changes with it.
 */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'List what waits for reviewers, the nearest promise first; or show one submission: what changed, risks, findings, evidence and digest. With a decision, decide about exactly those bytes.',
    )
    .argument('[id]', 'the submission; without it, the queue')
    .option('--lane <lane>', 'of the queue: only fast, normal or careful')
    .option('--mine', 'of the queue: only what is yours')
    .option('--limit <count>', 'of the queue: how many at most', '50')
    .option('--cursor <cursor>', 'of the queue: where the page before ended')
    .option('--take [account]', 'take the submission; from this account, when somebody has it')
    .option('--hand-back', 'hand the submission back; it goes to whoever has least to do')
    .option('--approve', 'publish it')
    .option('--return', 'send it back to the submitter, who may hand in a new revision')
    .option('--reject', 'refuse it for good')
    .option('--acknowledge', 'accept every breaking change that is shown, as submitter or as reviewer')
    .option('--waive <fingerprint>', 'set this finding aside, with --reason and --until')
    .option('--reason <text>', 'of a waiver: why the finding may stay')
    .option('--until <day>', 'of a waiver: the last day on which it holds, as 2027-01-31; a year ahead at most')
    .option('--scope <scope>', 'of a waiver: submission, or connector for what comes of it later too')
    .option('--comment <text>', 'what the submitter reads; needed to return or reject')
    .option('--digest <digest>', 'the digest that you looked at; anything newer is not decided about')
    .option('--yes', 'decide about the digest that is shown, without having named it')
    .action((id: string | undefined, options: Options) =>
      id === undefined ? showQueue(options, terminal) : review(id, options, terminal),
    );
}

async function showQueue(options: Options, terminal: Terminal): Promise<void> {
  if (kindOf(options) !== null || options.take !== undefined || options.handBack) {
    throw problem('options-conflict', {
      reason: 'No submission is named.',
      fix: 'Name it: `assay review <id>`; `assay review` lists what waits.',
    });
  }
  const api = await apiFrom(options, terminal);
  const { queueText } = await import('../client/review-text.js');
  const { lane, limit, cursor } = options;
  const filter = { limit, ...(lane && { lane }), ...(cursor && { cursor }), ...(options.mine && { assigned: 'me' }) };
  const { items, next } = await api.reviewQueue(filter);
  terminal.out(queueText(items, terminal.paint));
  if (next !== null) terminal.err(`There are more: add --cursor ${next}\n`);
  terminal.end(0);
}

/** Takes the submission or hands it back, when that was asked for. */
async function assignTo(id: string, { take, handBack }: Options, api: Api, terminal: Terminal): Promise<void> {
  if (take === undefined && !handBack) return;
  if (take !== undefined && handBack) {
    throw problem('options-conflict', {
      reason: 'A submission is taken or handed back, not both.',
      fix: 'Give --take or --hand-back.',
    });
  }
  const line =
    take === undefined ? await api.handBackReview(id) : await api.takeReview(id, take === true ? null : take);
  const holder = line.assignment === null ? 'nobody' : printable(line.assignment.name);
  terminal.err(`It is with ${holder} now.\n`);
}

async function review(id: string, options: Options, terminal: Terminal): Promise<void> {
  const kind = kindOf(options);
  const api = await apiFrom(options, terminal);
  await assignTo(id, options, api, terminal);
  const [view, packet] = await Promise.all([api.submission(id), api.packet(id)]);
  await showPacket(view, packet, terminal);
  if (kind === null) return terminal.end(0);
  if (kind === 'waive') {
    const given = await api.waive(id, waiverFrom(view, options));
    terminal.err(
      `Waived ${given.rule} until ${given.expires}. It counts once the files run again: \`assay recheck ${id}\`.\n`,
    );
    return terminal.end(0);
  }
  const digest = digestFor(view, options);
  const comment = options.comment ?? '';
  if ((kind === 'return' || kind === 'reject') && comment.trim() === '') {
    throw problem('options-conflict', {
      reason: `The submitter has to know why it is ${kind === 'return' ? 'returned' : 'rejected'}.`,
      fix: 'Add --comment with what is wrong and what to change.',
    });
  }
  if (kind === 'acknowledge') {
    const fingerprints = view.breakingChanges.map(({ fingerprint }) => fingerprint);
    if (fingerprints.length === 0) terminal.err('There is no breaking change to acknowledge.\n');
    else terminal.err(acknowledgedText(await api.acknowledge(id, { fingerprints, digest, comment })));
    return terminal.end(0);
  }
  const decided = await api.decide(id, { kind, comment, digest });
  const more = kind === 'approve' && decided.state === 'waiting' ? waitsFor(decided) : '';
  terminal.err(`Decided: ${kind}. Now ${decided.state} at ${decided.stage}${more}.\n`);
  terminal.end(0);
}

/** What an approved submission still waits for. */
function waitsFor({ measuringSince }: SubmissionView): string {
  if (measuringSince === null) return '; another reviewer has to approve it too';
  return '; it is promoted by itself once its numbers are there';
}

async function showPacket(view: SubmissionView, packet: Packet, terminal: Terminal): Promise<void> {
  const { packetText } = await import('../client/review-text.js');
  const { timelineText } = await import('../client/timeline-text.js');
  const current = view.timeline.filter(entry => entry.revision === view.revision);
  terminal.out(timelineText({ ...view, timeline: current }, terminal.paint));
  terminal.out(packetText(packet, terminal.paint));
  if (view.changelog !== null) {
    const { source, text } = view.changelog;
    const lines = text.split('\n').map(line => `  ${printable(line)}`.trimEnd());
    terminal.out(`changelog (${source === 'package' ? 'written by the author' : 'generated'}):\n${lines.join('\n')}\n`);
  }
}

/** The digest that is decided about: the named one, or with --yes the one just shown. */
function digestFor(view: SubmissionView, { digest, yes }: Options): string {
  if (digest !== undefined) return digest;
  if (yes && view.digest !== null) return view.digest;
  throw problem('decision-unconfirmed', { id: view.id, digest: view.digest ?? 'no package yet' });
}

/** What is still missing, if anything is. */
function acknowledgedText({ breakingChanges }: SubmissionView): string {
  const sides = acknowledgementSides.filter(side => breakingChanges.some(({ missing }) => missing.includes(side)));
  const rest = sides.length === 0 ? 'Nothing is missing.' : `Still missing: ${sides.join(' and ')}.`;
  return `Acknowledged. ${rest}\n`;
}

function kindOf(options: Options): Decision['kind'] | 'acknowledge' | 'waive' | null {
  const kinds = (['approve', 'return', 'reject', 'acknowledge', 'waive'] as const).filter(
    kind => options[kind] !== undefined,
  );
  if (kinds.length > 1) {
    throw problem('options-conflict', {
      reason: `One decision at a time, not ${kinds.map(kind => `--${kind}`).join(' and ')}.`,
      fix: 'Give --approve, --return, --reject, --acknowledge or --waive.',
    });
  }
  return kinds[0] ?? null;
}
