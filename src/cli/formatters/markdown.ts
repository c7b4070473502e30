import { identityLine } from '../check/result.js';
import type { Checked, CheckResult } from '../check/result.js';
import { printable } from '../printable.js';
import { countsText, notRunByReason } from './text.js';

/** For a comment or a job summary: one section a package, one table row a finding. */
export function markdown(results: readonly Checked[]): string {
  return results.map(({ result }) => section(result)).join('\n');
}

function section(result: CheckResult): string {
  const lines = [`## ${plain(result.path)}: ${result.verdict}`, '', `${countsText(result.findings)}.`, ''];
  if (result.findings.length > 0) {
    lines.push('| where | severity | rule | message | fix |', '| --- | --- | --- | --- | --- |');
    for (const finding of result.findings) {
      const where = [finding.file, finding.line, finding.column].filter(part => part !== null).join(':');
      const weight = finding.severity + (finding.status === 'new' ? '' : ` (${finding.status})`);
      const cells = [where, weight, finding.rule, finding.message, finding.fix];
      lines.push(`| ${cells.map(plain).join(' | ')} |`);
    }
    lines.push('');
  }
  for (const { stage, checks, reason } of notRunByReason(result.notRun, false))
    lines.push(`- not run: ${plain(`${stage}: ${checks}: ${reason}`)}`);
  if (result.problem)
    lines.push(`- ${plain(`${result.problem.title} ${result.problem.detail} ${result.problem.fix}`)}`);
  lines.push(result.package ? `Package \`${result.package.digest}\`, ${identityLine(result)}` : identityLine(result));
  return `${lines.join('\n')}\n`;
}

/** Text that stays text: nothing in it becomes markup, a link, a mention or HTML. */
function plain(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', ':&#47;&#47;');
}
