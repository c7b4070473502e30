/**
 * An operationId as it should have been written: letters and digits, each word with a capital letter, an ending such as `_V2` kept.
 * Null where that gives no id, no other id, or one that another operation has.
 */
export function pascalCaseId(id: string, taken: ReadonlyMap<string, string>): string | null {
  const revision = revisionOf(id);
  const name = id.slice(0, id.length - revision.length);
  const written = /[a-z]/.test(name) ? name : name.toLowerCase();
  const words = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/);
  const better = words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('') + revision;
  if (better === id || !/^[A-Z]/.test(better)) return null;
  return (taken.get(better.toLowerCase()) ?? id) === id ? better : null;
}

/** The ending by which ids say which revision of an operation they are, such as `_V2`; empty where there is none. */
export function revisionOf(id: string): string {
  return /_V\d{1,9}$/i.exec(id)?.[0] ?? '';
}
