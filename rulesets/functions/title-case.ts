/** Articles, conjunctions and prepositions: lower case inside a title, unless they begin it. */
const small = new Set(
  (
    'a an and as at but by e.g for from i.e if in into is nor of off on onto or out over per so than that the to up via vs ' +
    'when with yet'
  ).split(' '),
);

/**
 * The text in title case, and null where it is already: every word begins with a capital letter, small ones inside it aside. Words
 * that are spelt with a capital of their own, such as `iPhone`, stay as they are.
 */
export function inTitleCase(text: string): string | null {
  const titled = text
    .split(/(\s+)/)
    .map((word, position) => (position > 0 && small.has(bare(word)) ? word : capital(word)))
    .join('');
  return titled === text ? null : titled;
}

/** The word in lower case, marks around it aside: `(e.g.,` is `e.g`. */
function bare(word: string): string {
  return /\p{L}(?:[\p{L}.]*\p{L})?/u.exec(word)?.[0].toLowerCase() ?? '';
}

/** The word with its first letter in upper case, marks such as brackets before it aside. */
function capital(word: string): string {
  return word.replace(
    /^([^\p{L}\p{N}]*)(\p{Ll})(?!\p{Lu})/u,
    (_, marks: string, letter: string) => marks + letter.toUpperCase(),
  );
}
