const longest = 80;

/**
 * An author's own text as a message may show it: in quotation marks, at most 80 characters, and with every character that a terminal
 * or a page would obey instead of show written as its code.
 */
export function quoted(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `"${shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codeOf)}"`;
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
