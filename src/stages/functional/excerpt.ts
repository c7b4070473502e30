import type { Answer } from '../../runtime/exchange.js';

/** Characters of an answer that a message shows. */
const shownLength = 160;

/** The beginning of an answer's body as one printable line. */
export function excerpt({ body }: Pick<Answer, 'body'>): string {
  if (body.length === 0) return 'no body';
  // Enough bytes for that many characters of any script.
  const text = new TextDecoder().decode(body.subarray(0, shownLength * 4));
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > shownLength ? `${line.slice(0, shownLength)}…` : line;
}
