const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that a stranger wrote, made safe to show on a terminal: control, format (bidirectional overrides, zero-width) and
 * unpaired surrogate characters become visible escapes, so that no file can colour, move or re-order what is printed.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escape);
}

function escape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
