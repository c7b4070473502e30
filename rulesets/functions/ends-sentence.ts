/** True when a text ends as a sentence does: in a period, an exclamation or question mark, closing quotes and brackets aside. */
export function endsSentence(text: string): boolean {
  return /[.!?…。！？]["'”’»)\]]*$/.test(text.trimEnd());
}

/**
 * The text with a period at its end, where it can be put there without asking: the last word is an ordinary one. Null behind addresses,
 * numbers, codes and other punctuation, where a period would be taken for a part of them.
 */
export function withPeriod(text: string): string | null {
  const trimmed = text.trimEnd();
  const lastWord = trimmed.split(/\s+/).at(-1) ?? '';
  return /^[\p{L}’'-]*\p{L}[)\]]?$/u.test(lastWord) ? `${trimmed}.` : null;
}
