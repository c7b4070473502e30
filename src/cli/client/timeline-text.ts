import type { SubmissionLine, SubmissionView, TimelineLine } from '../../api/view.js';
import { acknowledgementSides } from '../../core/acknowledgement.js';
import type { Hits } from '../../core/consumer.js';
import type { Finding } from '../../core/finding.js';
import type { TimelineEntry } from '../../core/step.js';
import { printable } from '../printable.js';
import type { Paint } from '../terminal.js';

/** Findings of one stage that are shown before the rest is only counted. */
const shownFindings = 50;

/** One line of a list of submissions. */
export function lineText(line: SubmissionLine, paint: Paint): string {
  const name = `${line.publisher}/${line.connector}`;
  const version = line.version === null ? '' : ` ${line.version}`;
  const state = stateColour(line.state, paint)(line.state.padEnd(9));
  return `${line.id}  ${state}  ${line.stage.padEnd(10)}  ${printable(name + version)}  ${paint.dim(`turn: ${line.turn}`)}\n`;
}

/** A submission with its timeline: every stage of every revision, with verdict, duration and findings, and what comes next. */
export function timelineText(view: SubmissionView, paint: Paint): string {
  const lines = [headText(view, paint)];
  let revision = 0;
  for (const entry of view.timeline) {
    if (entry.revision !== revision && view.revision > 1) lines.push(paint.dim(`  revision ${entry.revision}`));
    revision = entry.revision;
    lines.push(stepText(entry, paint), ...findingTexts(entry, paint));
  }
  lines.push(...breakingChangeTexts(view, paint), ...promotionTexts(view, paint));
  if (view.receipt !== null) {
    lines.push(`  published in ${printable(view.receipt.folder)} of ${printable(view.receipt.target)}`);
    lines.push(`  commit ${printable(view.receipt.mergeCommit)}`);
  }
  lines.push(
    ...monitorTexts(view, paint),
    ...outlookTexts(view, paint),
    `  ${paint.bold('next:')} ${printable(view.next)}`,
  );
  return `${lines.join('\n')}\n`;
}

/** What its monitor found, in a line; nothing where nothing monitors it. */
function monitorTexts({ monitor }: SubmissionView, paint: Paint): string[] {
  if (monitor === null) return [];
  const { channel, runs, passes, inconclusive, p95Ms, last, drift, nextAt } = monitor;
  const unclear = inconclusive === 0 ? [] : [`${inconclusive} inconclusive`];
  const slow = p95Ms === null ? [] : [`p95 ${p95Ms} ms`];
  const fault = last === null || last.fault === null ? '' : ` (${last.fault})`;
  const newest = last === null ? [] : [`last ${last.verdict}${fault}`];
  const drifting = drift === null ? [] : [paint.red(drift.suspendedAt === null ? 'drifting' : 'suspended')];
  const counted = runs === 0 ? 'no run yet' : `${passes} of ${runs} runs passed`;
  return [
    `  ${paint.bold('monitor:')} ${[channel, counted, ...unclear, ...slow, ...newest, ...drifting, `next ${nextAt}`].join(', ')}`,
  ];
}

/** The first lines: what it is and where it stands. */
export function headText(view: SubmissionView, paint: Paint): string {
  const version = view.version === null ? '' : ` ${view.version}`;
  const state = stateColour(view.state, paint)(view.state);
  const head = paint.bold(printable(`${view.publisher}/${view.connector}${version}`));
  const digest = view.digest === null ? '' : `\n  package ${view.digest}`;
  return `${head}  ${state} at ${view.stage}, revision ${view.revision}\n  submission ${view.id}${digest}`;
}

/** Whose turn it is and since when, its place in the queue, and how long it takes by history. Nothing for what is final. */
export function outlookTexts({ turn, since, queue, expected, measuringSince }: SubmissionView, paint: Paint): string[] {
  if (turn === 'nobody') return [];
  const place = queue === null ? [] : [`place ${queue.position} of ${queue.of} in the queue`];
  const usual =
    expected === null
      ? 'how long it takes: unknown'
      : `takes ${millisecondsText(expected.fromMs)} to ${millisecondsText(expected.toMs)} (by the last ${expected.samples})`;
  const look = (turn === 'ours' && measuringSince === null) || turn === 'reviewer' ? [usual] : [];
  return [
    `  ${paint.bold('turn:')} ${[`${measuringSince === null ? turn : 'ours: measuring'} since ${since}`, ...place, ...look].join(', ')}`,
  ];
}

/** One stage: its verdict or state, how long it took, and what it noted. */
export function stepText(entry: TimelineLine, paint: Paint): string {
  const word = entry.verdict ?? stepWords[entry.state];
  const attempts = entry.attempts > 1 ? paint.dim(` attempt ${entry.attempts}`) : '';
  const fault = entry.fault === null ? '' : paint.dim(faultWords[entry.fault]);
  const note = entry.note === null ? '' : `  ${printable(entry.note)}`;
  return `  ${entry.stage.padEnd(10)}  ${wordColour(word, paint)(word.padEnd(12))}  ${durationText(entry).padStart(9)}${attempts}${fault}${note}`;
}

/** The findings of a stage, and the checks that did not run, one or two lines each. */
export function findingTexts({ report }: TimelineEntry, paint: Paint): string[] {
  if (report === null) return [];
  const lines = report.checks
    .filter(check => check.state === 'not-run')
    .map(check => `      ${paint.yellow('not run')} ${printable(check.id)}: ${printable(check.reason)}`);
  for (const finding of report.findings.slice(0, shownFindings)) lines.push(...findingText(finding, paint));
  const rest = report.findings.length - shownFindings;
  if (rest > 0) lines.push(paint.dim(`      and ${rest} more findings; --format json has them all`));
  return lines;
}

/** The breaking changes, with who has acknowledged each and who has not. */
function breakingChangeTexts({ breakingChanges }: SubmissionView, paint: Paint): string[] {
  if (breakingChanges.length === 0) return [];
  const lines = ['  breaking changes:'];
  for (const change of breakingChanges.slice(0, shownFindings)) {
    lines.push(`    ${printable(change.message)}  ${paint.cyan(change.rule)}`);
    const sides = acknowledgementSides.map(side => {
      const given = change[side];
      if (given === null) return paint.yellow(`${side} has not acknowledged it`);
      const comment = given.comment === '' ? '' : ` (“${printable(given.comment)}”)`;
      return paint.green(`${side} ${printable(given.name)} acknowledged it on ${given.at.slice(0, 10)}${comment}`);
    });
    lines.push(`      ${sides.join(', ')}`, ...hitsTexts(change.hits));
  }
  const rest = breakingChanges.length - shownFindings;
  if (rest > 0) lines.push(paint.dim(`    and ${rest} more; --format json has them all`));
  return lines;
}

/** What its own numbers say: one line of what is missing, and one of what is there. */
export function promotionTexts({ promotion }: Pick<SubmissionView, 'promotion'>, paint: Paint): string[] {
  if (promotion === null) return [];
  const said = (met: boolean) => promotion.criteria.filter(one => one.met === met).map(({ sentence }) => sentence);
  const line = (colour: (text: string) => string, word: string, sentences: readonly string[]) =>
    sentences.length === 0 ? [] : [`  ${colour(word)} ${printable(sentences.join('; '))}`];
  return [...line(paint.yellow, 'not yet:', said(false)), ...line(paint.green, 'shown:', said(true))];
}

/** Whom a breaking change hits. */
function hitsTexts({ count, first }: Hits): string[] {
  const rest = count - first.length;
  const named = first.map(({ name, operations }) =>
    printable(operations.length === 0 ? name : `${name} (${operations.join(', ')})`),
  );
  return count === 0 ? [] : [`      hits ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`];
}

function findingText(finding: Finding, paint: Paint): string[] {
  const place = [finding.file, finding.line, finding.column].filter(part => part !== null).join(':');
  const weight = (finding.blocks ? paint.red : paint.yellow)(finding.severity);
  return [
    `      ${weight} ${printable(place)}  ${printable(finding.message)}  ${paint.cyan(finding.rule)}`,
    `        ${paint.green('fix:')} ${printable(finding.fix)}`,
  ];
}

/** How long a step ran; times are RFC 3339. */
export function durationText({ startedAt, finishedAt }: Pick<TimelineEntry, 'startedAt' | 'finishedAt'>): string {
  if (startedAt === null || finishedAt === null) return '';
  return millisecondsText(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)));
}

function millisecondsText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 2 * 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}

const stepWords = {
  READY: 'queued',
  LEASED: 'running',
  DONE: 'done',
  FAILED: 'failed',
  DEAD: 'stopped',
} as const satisfies Record<TimelineEntry['state'], string>;

/** Said beside a step that went wrong through no fault of the connector. */
const faultWords = {
  yours: '',
  ours: ' Assay’s fault',
  upstream: ' another system’s fault',
} as const satisfies Record<NonNullable<TimelineLine['fault']>, string>;

function wordColour(word: string, paint: Paint) {
  if (word === 'pass' || word === 'done') return paint.green;
  return word === 'fail' || word === 'failed' || word === 'stopped' ? paint.red : paint.yellow;
}

function stateColour(state: SubmissionLine['state'], paint: Paint) {
  if (state === 'public') return paint.green;
  return state === 'running' || state === 'waiting' ? paint.yellow : paint.red;
}
