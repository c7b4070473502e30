import { printable } from '../printable.js';
import type { Excerpt } from './result.js';

/** Characters of a line that are shown before and after the place of a finding; minified files have lines of a megabyte. */
const before = 60;
const after = 60;

/** The starts of a text's lines, for {@link excerptAt}. CRLF, LF and CR end a line, as in the scanner that gave the positions. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const ending of text.matchAll(/\r\n|\n|\r/g)) starts.push(ending.index + ending[0].length);
  return starts;
}

/** The part of a line around a column, both counted from 1; null when the text has no such line. */
export function excerptAt(text: string, starts: readonly number[], line: number, column: number): Excerpt | null {
  const start = starts[line - 1];
  if (start === undefined) return null;
  const whole = text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/, '');
  const place = Math.min(Math.max(column - 1, 0), whole.length);
  const from = Math.max(0, place - before);
  const to = Math.min(whole.length, place + after);
  const lead = (from > 0 ? '…' : '') + shown(whole.slice(from, place));
  return { text: lead + shown(whole.slice(place, to)) + (to < whole.length ? '…' : ''), caret: lead.length };
}

function shown(part: string): string {
  return printable(part.replaceAll('\t', '  '));
}
