/**
 * A text without the blanks and the given characters at its end. Goes back one character at a time: a pattern for this tries again
 * at every blank of a text that is nothing but blanks.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0) {
    const last = text.charAt(end - 1);
    if (last.trim() !== '' && !characters.includes(last)) break;
    end -= 1;
  }
  return text.slice(0, end);
}
