/**
 * True when a request's path (percent-encoded, without query) fits a path template such as `/books/{bookId}`. Literal pieces are
 * looked for from left to right, in linear time whatever the template is; a regular expression made of it would not be.
 */
export function matchesPath(template: string, path: string): boolean {
  const expected = template.split('/');
  const given = path.split('/');
  return (
    expected.length === given.length && expected.every((piece, index) => matchesSegment(piece, given[index] ?? ''))
  );
}

function matchesSegment(template: string, encoded: string): boolean {
  const given = decode(encoded);
  // A URL with such a segment means another path than the one that was looked at.
  if (given === null || given === '.' || given === '..') return false;
  const pieces = template.split(/\{[^{}]*\}/).map(piece => decode(piece) ?? piece);
  const [first = ''] = pieces;
  if (pieces.length === 1) return given === first;
  const last = pieces.at(-1) ?? '';
  if (!given.startsWith(first) || !given.endsWith(last) || given.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = given.indexOf(piece, at);
    if (found === -1 || found + piece.length > given.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
