import { countBySeverity } from '../../core/finding.js';
import type { Finding, Severity } from '../../core/finding.js';
import { identityLine } from '../check/result.js';
import type { Checked, CheckResult, Excerpt, NotRun, Since } from '../check/result.js';
import { printable } from '../printable.js';
import { causeOf } from '../not-run-cause.js';
import type { Paint } from '../terminal.js';

/** For people: findings by file, each with its line, a caret under the place, and what to do. */
export function text(results: readonly Checked[], paint: Paint): string {
  return results.map(checked => one(checked, paint)).join('\n');
}

/** Of a fault that blocks nothing, as many places are shown in one file; a page of repeats hides what matters. */
const shownRepeats = 3;

/** As many places of what blocks are named again at the end. */
const namedAgain = 20;

function one({ result, excerpts, all = false }: Checked, paint: Paint): string {
  const lines = [paint.bold(printable(result.path))];
  let file: string | null = null;
  const repeats = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const [index, finding] of result.findings.entries()) {
    if (finding.file !== file) lines.push('', `  ${paint.underline(printable(finding.file))}`);
    file = finding.file;
    const count = (repeats.get(kindOf(finding)) ?? 0) + 1;
    repeats.set(kindOf(finding), count);
    if (all || finding.blocks || count <= shownRepeats) {
      lines.push(...findingLines(finding, excerpts[index] ?? null, result.since !== undefined, paint));
    } else folded.set(finding.rule, (folded.get(finding.rule) ?? 0) + 1);
  }
  lines.push(...foldedLines(folded, paint));
  lines.push(...blockingLines(result.findings, paint));
  if (result.findings.length > 0) lines.push('');
  for (const { stage, checks, reason } of notRunByReason(result.notRun, all)) {
    lines.push(`  ${paint.yellow('not run')} ${stage}: ${printable(checks)}: ${printable(reason)}`);
  }
  if (result.problem) {
    const { title, detail, fix } = result.problem;
    lines.push(`  ${paint.red('error:')} ${printable(title)} ${printable(detail)}`, `  what to do: ${printable(fix)}`);
  }
  if (result.since) lines.push(...sinceLines(result.since, paint));
  lines.push(`  ${verdictLine(result, paint)}`);
  if (result.package) lines.push(`  ${paint.dim(`package ${result.package.digest}`)}`);
  lines.push(`  ${paint.dim(identityLine(result))}`);
  return `${lines.join('\n')}\n`;
}

/** Faults of one kind: what folds together. */
function kindOf({ file, rule }: Finding): string {
  return `${file}\n${rule}`;
}

/** What was folded away, so that nobody takes the page for everything. */
function foldedLines(folded: ReadonlyMap<string, number>, paint: Paint): string[] {
  if (folded.size === 0) return [];
  const counts = [...folded].map(([rule, count]) => `${count} of ${printable(rule)}`).join(', ');
  return ['', paint.dim(`  Not shown (--all shows them): ${counts}.`)];
}

/** The places that keep the connector from passing, once more at the end: among what does not, they are scrolled past. */
function blockingLines(findings: readonly Finding[], paint: Paint): string[] {
  const blocking = findings.filter(finding => finding.blocks);
  if (blocking.length === 0 || blocking.length === findings.length) return [];
  const lines = blocking.slice(0, namedAgain).map(finding => `    ${placeOf(finding)}  ${paint.cyan(finding.rule)}`);
  const more = blocking.length - lines.length;
  if (more > 0) lines.push(`    … and ${more} more`);
  return ['', `  ${blocking.length === 1 ? 'This blocks' : `These ${blocking.length} block`}:`, ...lines];
}

function placeOf({ file, line, column }: Finding): string {
  return printable([file, ...(line === null ? [] : [line, column ?? 1])].join(':'));
}

function findingLines(finding: Finding, excerpt: Excerpt | null, saysNew: boolean, paint: Paint): string[] {
  const place = finding.line === null ? '' : `${finding.line}:${finding.column ?? 1}  `;
  const weight = weigh(finding, saysNew, paint);
  const lines = [`    ${paint.dim(place)}${weight}  ${printable(finding.message)}  ${paint.cyan(finding.rule)}`];
  if (excerpt !== null && finding.line !== null) {
    const gutter = String(finding.line);
    lines.push(`      ${paint.dim(`${gutter} |`)} ${excerpt.text}`);
    lines.push(`      ${paint.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(excerpt.caret)}${paint.red('^')}`);
  }
  lines.push(`      ${paint.green('fix:')} ${printable(finding.fix)}`);
  return lines;
}

function sinceLines({ path, fixed, carried, new: added }: Since, paint: Paint): string[] {
  const lines = fixed.map(({ rule, file, line, message }) => {
    const where = printable(line === null ? file : `${file}:${line}`);
    return `  ${paint.green('fixed')}  ${paint.dim(where)}  ${printable(message)}  ${paint.cyan(rule)}`;
  });
  return [...lines, `  since ${printable(path)}: ${fixed.length} fixed, ${added} new, ${carried} still there`];
}

function weigh({ severity, blocks, status }: Finding, saysNew: boolean, paint: Paint): string {
  // An error that is not waived blocks always; of these two only the finding can tell.
  const open = blocks && (severity === 'ratchet' || severity === 'ack');
  const remarks = [...(status === 'new' && !saysNew ? [] : [status]), ...(open ? ['blocks'] : [])];
  return (blocks ? paint.red : paint.yellow)(severity) + (remarks.length === 0 ? '' : ` (${remarks.join(', ')})`);
}

function verdictLine({ verdict, findings, timings }: CheckResult, paint: Paint): string {
  const colour = { pass: paint.green, fail: paint.red, inconclusive: paint.yellow }[verdict];
  return `${colour(paint.bold(verdict))}  ${countsText(findings)}  ${paint.dim(`${timings.totalMs} ms`)}`;
}

/**
 * What did not run, with all checks of one cause together: one fault of the JSON keeps two hundred rules from looking, and a connection that
 * does not work every operation from being called.
 */
export function notRunByReason(
  notRun: readonly NotRun[],
  all: boolean,
): { readonly stage: string; readonly checks: string; readonly reason: string }[] {
  const groups = new Map<string, { stage: string; reason: string; names: string[] }>();
  for (const one of notRun) {
    const { stage, check, reason } = one;
    const cause = causeOf(one);
    const key = `${stage}\n${cause}`;
    const group = groups.get(key) ?? { stage, reason, names: [] };
    if (group.reason !== reason) group.reason = cause;
    group.names.push(check);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ stage, reason, names }) => {
    const named = all ? names : names.slice(0, shownRepeats);
    const more = names.length - named.length;
    return { stage, reason, checks: named.join(', ') + (more === 0 ? '' : ` and ${more} more`) };
  });
}

/** `2 errors, 1 warning, 1 waived`, or `no findings`. */
export function countsText(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings.filter(finding => finding.status !== 'waived'));
  const waived = findings.filter(finding => finding.status === 'waived').length;
  const words = {
    error: 'error',
    ratchet: 'ratchet',
    ack: 'to acknowledge',
    warning: 'warning',
    info: 'info',
  } as const;
  const parts = (Object.keys(words) as Severity[])
    .filter(severity => counts[severity] > 0)
    .map(severity => {
      const plural = counts[severity] !== 1 && (severity === 'error' || severity === 'warning') ? 's' : '';
      return `${counts[severity]} ${words[severity]}${plural}`;
    });
  if (waived > 0) parts.push(`${waived} waived`);
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
