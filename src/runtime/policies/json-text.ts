/** Levels of arrays and objects that policies work on. Recursive code fails near 3,000. */
const deepest = 100;

/** Digits up to which every number survives being read and written. */
const exactDigits = 15;

/** Starts a text that stands for a number which JavaScript cannot hold. */
const numberMark = '\u0000number:';

/** A number as JSON writes it: RFC 8259 §6. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Parses JSON so that `textOfExact` gives every number back digit by digit: ids of 17 to 19 digits are common, and JavaScript would
 * round them. Undefined when it is no JSON or nested more than 100 levels deep.
 */
export function parseExact(text: string): unknown {
  const long = longNumbers(text);
  if (long === null) return undefined;
  // Who writes the mark himself gets his numbers rounded, and his mark read as a number.
  const marked = long.length === 0 || text.includes('\\u0000') ? text : mark(text, long);
  try {
    return JSON.parse(marked) as unknown;
  } catch {
    return undefined;
  }
}

/** The JSON text of a value that `parseExact` gave. */
export function textOfExact(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000number:(-?\d[\d.eE+-]*)"/g, '$1');
}

/** A scalar as plain text; null for objects, arrays, null and nothing. */
export function plainScalar(value: unknown): string | null {
  if (typeof value === 'string') return value.startsWith(numberMark) ? value.slice(numberMark.length) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Where long numbers begin and end; null when the text nests too deep. One pass. */
function longNumbers(text: string): (readonly [start: number, end: number])[] | null {
  const found: (readonly [number, number])[] = [];
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '"') index = endOfText(text, index);
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) return null;
    } else if (character === '}' || character === ']') depth -= 1;
    else if (isNumberCharacter(character)) {
      const start = index;
      while (isNumberCharacter(text[index + 1] ?? '')) index += 1;
      const number = text.slice(start, index + 1);
      if (!isExact(number) && jsonNumber.test(number)) found.push([start, index + 1]);
    }
  }
  return found;
}

/** Where a text that begins at `start` ends, or the end of everything. */
function endOfText(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

/** False for numbers that would be rounded, or would become infinite and thereby null. */
function isExact(number: string): boolean {
  return number.length <= exactDigits && (!/e/i.test(number) || Number.isFinite(Number(number)));
}

function isNumberCharacter(character: string): boolean {
  return (character >= '0' && character <= '9') || (character !== '' && '-+.eE'.includes(character));
}

function mark(text: string, spans: readonly (readonly [number, number])[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of spans) {
    pieces.push(text.slice(at, start), `"\\u0000number:${text.slice(start, end)}"`);
    at = end;
  }
  return pieces.join('') + text.slice(at);
}
