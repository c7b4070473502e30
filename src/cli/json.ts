/** Anything beyond printable ASCII: most lines have none of it, and looking for that is far cheaper than for what is unsafe. */
const beyondAscii = /[^\0-~]/;
const unsafeOnTerminals = /[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/**
 * A value as one line of JSON. What JSON leaves as it is although terminals and editors act on it, C1 controls and invisible
 * characters, is escaped: any parser reads it, no terminal obeys it.
 */
export function json(value: unknown): string {
  const line = JSON.stringify(value);
  return `${beyondAscii.test(line) ? line.replace(unsafeOnTerminals, escape) : line}\n`;
}

function escape(character: string): string {
  let escaped = '';
  for (let unit = 0; unit < character.length; unit += 1) {
    escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
