/** Slips that are still taken for one: two letters wrong, missing, too many, or changed with their neighbour. */
const mostSlips = 2;
/** Far longer than every known name; a hostile one is not compared letter by letter. */
const longest = 64;

/**
 * The one of the known names that was most likely meant: at most two slips away, upper and lower case aside, and no other as near.
 * Null where there is none, and for names so short that two slips make anything of anything. Stricter than `nearest` of the core,
 * whose answer is only offered: this one may be written into the file.
 */
export function nearName(name: string, known: Iterable<string>): string | null {
  const written = name.toLowerCase();
  if (written.length > longest) return null;
  let nearest: string[] = [];
  let slips = Math.min(mostSlips, Math.floor(written.length / 4));
  for (const candidate of known) {
    if (Math.abs(candidate.length - written.length) > slips) continue;
    const found = slipsBetween(written, candidate.toLowerCase());
    if (found > slips) continue;
    nearest = found === slips ? [...nearest, candidate] : [candidate];
    slips = found;
  }
  return nearest.length === 1 ? (nearest[0] ?? null) : null;
}

/** How many slips make one name of the other (the restricted Damerau-Levenshtein distance). */
function slipsBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, position) => position);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Infinity;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
