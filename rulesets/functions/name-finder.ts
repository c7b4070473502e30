/** What says nothing about which operation is meant. */
const fillers = new Set(
  'a an and all are by for from get in into is list of on one or return returns retrieve s single the to via when with your'.split(
    ' ',
  ),
);
/** Of a text, in characters. Published readmes have at most half of it. */
const longest = 200_000;

/**
 * Finds whether a text names a thing: on one of its lines are all words of the name, in any order and form ("Creates a new item" names
 * "Create new items"), or the name itself is written in one piece.
 */
export function createNameFinder(text: string): (name: string) => boolean {
  const looked = text.slice(0, longest);
  const letters = lettersOf(looked);
  const linesByWord = new Map<string, Set<number>>();
  const stemOf = createStemmer();
  for (const [line, written] of apart(looked).split('\n').entries()) {
    for (const word of wordsIn(written).map(stemOf)) {
      const lines = linesByWord.get(word);
      if (lines) lines.add(line);
      else linesByWord.set(word, new Set([line]));
    }
  }
  const isWritten = (name: string) => {
    const wanted = lettersOf(name);
    return wanted !== '' && letters.includes(wanted);
  };
  const known = new Map<string, boolean>();
  return name => {
    const found = known.get(name) ?? (isWritten(name) || onOneLine(wordsIn(apart(name)).map(stemOf), linesByWord));
    known.set(name, found);
    return found;
  };
}

function onOneLine(words: readonly string[], linesByWord: ReadonlyMap<string, ReadonlySet<number>>): boolean {
  const lists = words.map(word => linesByWord.get(word) ?? new Set<number>()).sort((a, b) => a.size - b.size);
  const [rarest, ...others] = lists;
  if (!rarest) return false;
  for (const line of rarest) if (others.every(lines => lines.has(line))) return true;
  return false;
}

/** The letters and digits of a text: case, spaces and marks may differ. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A text in lower case, with the words of its identifiers apart. */
function apart(text: string): string {
  return text.replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ').toLowerCase();
}

function wordsIn(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '' && !fillers.has(word));
}

/** Gives words without their endings. A text says the same words again and again, and each is looked at once. */
function createStemmer(): (word: string) => string {
  const stems = new Map<string, string>();
  return word => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    const stem = word.replace(/ies$/, 'y').replace(/(?:es|s|ed|d|ing|e)$/, '');
    stems.set(word, stem);
    return stem;
  };
}
