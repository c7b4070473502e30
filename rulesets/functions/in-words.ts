const beyondCounting = 1_000_000;

/** A number as a sentence says it; what is beyond counting is not written out. */
export function inWords(count: number): string {
  return count > beyondCounting ? 'more than a million' : String(count);
}
