/** The one of the known names that differs only in upper and lower case: most likely what the author meant. Null without one. */
export function sameButForCase(name: unknown, known: Iterable<string>): string | null {
  if (typeof name !== 'string') return null;
  const folded = name.trim().toLowerCase();
  for (const one of known) if (one.toLowerCase() === folded) return one;
  return null;
}
