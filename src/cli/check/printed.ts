import pico from 'picocolors';
import type { Verdict } from '../../core/verdict.js';
import { formatters } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Checked } from './result.js';

/** How the result of one of many packages is printed. */
export interface Printing {
  readonly format: FormatName;
  /** Whether people are shown every repeat of a fault that blocks nothing. */
  readonly all: boolean;
  readonly colours: boolean;
}

/** One package's result on its way to the reader: what is counted, and the text, or the result where the format is one document. */
export interface Printed {
  readonly verdict: Verdict;
  readonly findings: number;
  readonly text: string | null;
  readonly checked: Checked | null;
}

/**
 * Prints a result where it was made, in the thread that checked the package: a text goes from thread to thread in no time, and a
 * thousand findings do not.
 */
export async function printed(checked: Checked, { format, all, colours }: Printing): Promise<Printed> {
  const { verdict, findings } = checked.result;
  const counted = { verdict, findings: findings.length };
  const { load, between } = formatters[format];
  if (between === null) return { ...counted, text: null, checked };
  return { ...counted, text: (await load())([{ ...checked, all }], pico.createColors(colours)), checked: null };
}
