import type { Command } from 'commander';
import type { SubmissionView } from '../../api/view.js';
import { problem } from '../../core/problems.js';
import type { Decision } from '../../core/submission.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import type { Terminal } from '../terminal.js';

interface Options extends RemoteOptions {
  readonly approve?: true;
  readonly return?: true;
  readonly reject?: true;
  readonly comment?: string;
  readonly digest?: string;
  readonly yes?: true;
}

/** `assay review <id>`: shows what is to be decided, and decides. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'Show what waits for a reviewer: findings, evidence and digest. With a decision, decide about exactly those bytes.',
    )
    .argument('<id>', 'the submission')
    .option('--approve', 'publish it')
    .option('--return', 'send it back to the submitter, who may hand in a new revision')
    .option('--reject', 'refuse it for good')
    .option('--comment <text>', 'what the submitter reads; needed to return or reject')
    .option('--digest <digest>', 'the digest that you looked at; anything newer is not decided about')
    .option('--yes', 'decide about the digest that is shown, without having named it')
    .action((id: string, options: Options) => review(id, options, terminal));
}

async function review(id: string, options: Options, terminal: Terminal): Promise<void> {
  const kind = kindOf(options);
  const api = await apiFrom(options, terminal);
  const view = await api.submission(id);
  await showPacket(view, terminal);
  if (kind === null) return terminal.end(0);
  const digest = digestFor(view, options);
  const comment = options.comment ?? '';
  if (kind !== 'approve' && comment.trim() === '') {
    throw problem('options-conflict', {
      reason: `The submitter has to know why it is ${kind === 'return' ? 'returned' : 'rejected'}.`,
      fix: 'Add --comment with what is wrong and what to change.',
    });
  }
  const decided = await api.decide(id, { kind, comment, digest });
  terminal.err(`Decided: ${kind}. Now ${decided.state} at ${decided.stage}.\n`);
  terminal.end(0);
}

async function showPacket(view: SubmissionView, terminal: Terminal): Promise<void> {
  const { timelineText } = await import('../client/timeline-text.js');
  const current = view.timeline.filter(entry => entry.revision === view.revision);
  terminal.out(timelineText({ ...view, timeline: current }, terminal.paint));
  const evidence = current.flatMap(entry =>
    (entry.report?.evidence ?? []).map(digest => `  ${entry.stage}  ${digest}\n`),
  );
  if (evidence.length > 0) terminal.out(`evidence:\n${evidence.join('')}`);
}

/** The digest that is decided about: the named one, or with --yes the one just shown. */
function digestFor(view: SubmissionView, { digest, yes }: Options): string {
  if (digest !== undefined) return digest;
  if (yes && view.digest !== null) return view.digest;
  throw problem('decision-unconfirmed', { id: view.id, digest: view.digest ?? 'no package yet' });
}

function kindOf(options: Options): Decision['kind'] | null {
  const kinds = (['approve', 'return', 'reject'] as const).filter(kind => options[kind] === true);
  if (kinds.length > 1) {
    throw problem('options-conflict', {
      reason: `One decision at a time, not ${kinds.map(kind => `--${kind}`).join(' and ')}.`,
      fix: 'Give --approve, --return or --reject.',
    });
  }
  return kinds[0] ?? null;
}
