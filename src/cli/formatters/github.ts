import { posix } from 'node:path';
import type { Finding } from '../../core/finding.js';
import type { Checked } from '../check/result.js';

/** Workflow commands of GitHub Actions: every finding becomes an annotation at its line. */
export function github(results: readonly Checked[]): string {
  return results.flatMap(({ result }) => result.findings.map(finding => annotation(result.path, finding))).join('');
}

function annotation(path: string, finding: Finding): string {
  const properties = {
    file: posix.join(path.replaceAll('\\', '/'), finding.file),
    line: finding.line,
    col: finding.column,
    title: finding.rule,
  };
  const written = Object.entries(properties)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${levelOf(finding)} ${written.join(',')}::${escapeMessage(`${finding.message} Fix: ${finding.fix}`)}\n`;
}

function levelOf(finding: Finding): string {
  if (finding.blocks) return 'error';
  return finding.severity === 'info' || finding.status === 'waived' ? 'notice' : 'warning';
}

// The runner reads `%`, CR and LF as syntax anywhere, and `:` and `,` inside properties:
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
