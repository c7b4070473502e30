import type { Finding, Severity } from '../../core/finding.js';
import { identityLine } from '../check/result.js';
import type { Checked, CheckResult, Excerpt, Since } from '../check/result.js';
import { printable } from '../printable.js';
import type { Paint } from '../terminal.js';

/** For people: findings by file, each with its line, a caret under the place, and what to do. */
export function text(results: readonly Checked[], paint: Paint): string {
  return results.map(checked => one(checked, paint)).join('\n');
}

/** Of a fault that blocks nothing, as many places are shown in one file; a page of repeats hides what matters. */
const shownRepeats = 3;

function one({ result, excerpts, all = false }: Checked, paint: Paint): string {
  const lines = [paint.bold(printable(result.path))];
  let file: string | null = null;
  const repeats = new Map<string, number>();
  for (const [index, finding] of result.findings.entries()) {
    if (finding.file !== file) lines.push('', `  ${paint.underline(printable(finding.file))}`);
    file = finding.file;
    const count = (repeats.get(kindOf(finding)) ?? 0) + 1;
    repeats.set(kindOf(finding), count);
    if (all || finding.blocks || count <= shownRepeats) {
      lines.push(...findingLines(finding, excerpts[index] ?? null, paint));
    }
  }
  if (!all) lines.push(...foldedLines(result.findings, repeats, paint));
  if (result.findings.length > 0) lines.push('');
  for (const { stage, check, reason } of result.notRun) {
    lines.push(`  ${paint.yellow('not run')} ${stage}: ${printable(check)}: ${printable(reason)}`);
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
function foldedLines(findings: readonly Finding[], repeats: ReadonlyMap<string, number>, paint: Paint): string[] {
  const folded = new Map<string, number>();
  for (const finding of findings) {
    const hidden = (repeats.get(kindOf(finding)) ?? 0) - shownRepeats;
    if (!finding.blocks && hidden > 0) folded.set(finding.rule, hidden);
  }
  if (folded.size === 0) return [];
  const counts = [...folded].map(([rule, count]) => `${count} of ${printable(rule)}`).join(', ');
  return ['', paint.dim(`  Not shown (--all shows them): ${counts}.`)];
}

function findingLines(finding: Finding, excerpt: Excerpt | null, paint: Paint): string[] {
  const place = finding.line === null ? '' : `${finding.line}:${finding.column ?? 1}  `;
  const weight = weigh(finding, paint);
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

function weigh(finding: Finding, paint: Paint): string {
  const status = finding.status === 'new' ? '' : ` (${finding.status})`;
  return (finding.blocks ? paint.red : paint.yellow)(finding.severity) + status;
}

function verdictLine({ verdict, counts, timings }: CheckResult, paint: Paint): string {
  const colour = { pass: paint.green, fail: paint.red, inconclusive: paint.yellow }[verdict];
  return `${colour(paint.bold(verdict))}  ${countsText(counts)}  ${paint.dim(`${timings.totalMs} ms`)}`;
}

/** `2 errors, 1 warning`, or `no findings`. */
export function countsText(counts: Readonly<Record<Severity, number>>): string {
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
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
