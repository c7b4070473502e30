import type { JsonText } from '../../src/core/json-text.js';
import type { PackageReport, Repair } from '../define-rule.js';
import { linesOf } from './text-lines.js';

/** Far more lines than a definition of the largest size has; beyond it nobody would look through the changes. */
const mostRepairs = 100_000;

/** A part of a line, counted from its start, and what to write instead. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * One report about all lines that a function would change, at the first of them: nobody wants to read a thousand. Repaired only
 * where the file is strict JSON, because white space is then never a part of a text.
 */
export function* lineFaults(
  json: JsonText | null,
  changeOf: (line: string) => LineChange | null,
  messageFor: (lines: string) => string,
): Iterable<PackageReport> {
  const text = json?.text ?? '';
  const repairs: Repair[] = [];
  let first: number | null = null;
  let count = 0;
  for (const line of linesOf(text)) {
    const change = changeOf(line.text);
    if (change === null) continue;
    first ??= line.number;
    count += 1;
    if (count > mostRepairs) continue;
    repairs.push({ kind: 'text', start: line.start + change.start, end: line.start + change.end, text: change.text });
  }
  if (first === null) return;
  const strict = !json?.faults.some(({ kind }) => kind === 'syntax');
  yield {
    place: { line: first, column: null, pointer: null },
    message: messageFor(count === 1 ? 'one line' : `${count} lines`),
    ...(strict && count <= mostRepairs && { repair: repairs }),
  };
}
