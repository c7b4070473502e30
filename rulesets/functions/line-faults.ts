import type { JsonText } from '../../src/core/json-text.js';
import type { PackageReport, Repair } from '../define-rule.js';

/** Far more lines than a definition of the largest size has; beyond it nobody would look through the changes. */
const mostRepairs = 100_000;

/** A part of a text, by its offsets, and what to write instead. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * One report about all lines that a function would change, at the first of them: nobody wants to read a thousand. Repaired only
 * where the file is strict JSON, because white space is then never a part of a text. The function is told where a line starts and
 * ends, without what ends it: files have so many lines that cutting each of them out would cost more than judging it.
 */
export function* lineFaults(
  json: JsonText | null,
  changeOf: (text: string, start: number, end: number) => LineChange | null,
  messageFor: (lines: string) => string,
): Iterable<PackageReport> {
  const text = json?.text ?? '';
  const repairs: Repair[] = [];
  let first: number | null = null;
  let count = 0;
  let number = 0;
  for (let start = 0; start <= text.length;) {
    number += 1;
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length : feed;
    const change = changeOf(text, start, text.charAt(next - 1) === '\r' && next > start ? next - 1 : next);
    start = next + 1;
    if (change === null) continue;
    first ??= number;
    count += 1;
    if (count <= mostRepairs) repairs.push({ kind: 'text', ...change });
  }
  if (first === null) return;
  const strict = !json?.faults.some(({ kind }) => kind === 'syntax');
  yield {
    place: { line: first, column: null, pointer: null },
    message: messageFor(count === 1 ? 'one line' : `${count} lines`),
    ...(strict && count <= mostRepairs && { repair: repairs }),
  };
}
