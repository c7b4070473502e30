import type { Place } from '../../src/core/finding.js';
import type { TextFile } from './text-files.js';

/** A character that a text holds, with its offset and place. */
export interface FoundCharacter {
  readonly character: string;
  readonly index: number;
  readonly place: Omit<Place, 'file'>;
}

/** Of the characters that a pattern (global, of one character) finds, the first on each line: a line is put right as a whole. */
export function* firstOnEachLine(
  { text, placeAt }: Pick<TextFile, 'text' | 'placeAt'>,
  pattern: RegExp,
): Iterable<FoundCharacter> {
  let lineBefore = 0;
  for (const { 0: character, index } of text.matchAll(pattern)) {
    const place = placeAt(index);
    if (place.line === lineBefore) continue;
    lineBefore = place.line ?? 0;
    yield { character, index, place };
  }
}
