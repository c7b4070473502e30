const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;

/** What JSON.parse would make of this number that its writer did not mean, or null when it keeps it. */
export function lossOf(written: string): string | null {
  const value = Number(written);
  if (!Number.isFinite(value))
    return `${abbreviated(written)} is too large for a number; programs read it as infinity.`;
  if (value === 0 && /[1-9]/.test(written.split(/[eE]/)[0] ?? '')) {
    return `${abbreviated(written)} is too small for a number; programs read it as 0.`;
  }
  if (/^-?[0-9]+$/.test(written) && BigInt(written) !== BigInt(value)) {
    return `${abbreviated(written)} has more digits than programs keep; it is read as ${BigInt(value)}.`;
  }
  return null;
}

/** The JSON text of what a bare word most likely stands for. */
export function meant(word: string): string {
  const lower = word.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower;
  const number = Number(word);
  return Number.isFinite(number) ? String(number) : 'null';
}

/** A control character in words. */
export function controlName(code: number): string {
  if (code === lineFeed || code === carriageReturn) return 'a line break';
  return code === tab ? 'a tab' : `the control character U+${hex(code)}`;
}

/** The escape that stands for a control character inside a JSON string. */
export function escaped(code: number): string {
  return JSON.stringify(String.fromCharCode(code)).slice(1, -1);
}

/** A code point as Unicode writes it. */
export function hex(point: number): string {
  return point.toString(16).toUpperCase().padStart(4, '0');
}

/** A single character that can be shown, else an ellipsis. */
export function printable(text: string): string {
  return /^[ -~]$/.test(text) ? text : '…';
}

/** The start of a text, enough to recognise it. */
export function abbreviated(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** A member name as a message may hold it: quoted, escaped, cut. */
export function shown(name: string): string {
  return JSON.stringify(abbreviated(name));
}
