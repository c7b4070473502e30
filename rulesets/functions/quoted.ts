const longest = 60;

/**
 * An author's own text as a message may show it: in quotation marks, at most 60 characters, and with every character that a
 * terminal or a page would obey instead of show (control, bidirectional, zero-width, line separators) written as its code.
 */
export function quoted(text: string): string {
  const shown = text.length <= longest ? text : shortened(text);
  // Most texts have no other characters than these, which is found out much faster.
  return /^[ -~]*$/.test(shown) ? `"${shown}"` : `"${shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codeOf)}"`;
}

/** Characters are counted as people count them: one that takes two units of a text is one. */
function shortened(text: string): string {
  const start = [...text.slice(0, longest * 2)];
  return start.length > longest || text.length > longest * 2 ? `${start.slice(0, longest).join('')}…` : text;
}

/** Any JSON value in the same manner: texts in quotation marks, numbers and booleans as they are, others by their kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'an array' : 'an object';
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
