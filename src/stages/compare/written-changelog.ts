/** The longest entry that is shown; the file itself holds the rest. */
const longest = 20_000;

/**
 * What an author's CHANGELOG.md says of a version: the text below its heading of level 2 (`## [1.2.0] - 2026-01-31`, `## 1.2.0`), up to
 * the next heading of level 1 or 2; null when it says nothing. Looks at each line once.
 */
export function writtenChangelog(file: Uint8Array | undefined, version: string | null): string | null {
  if (file === undefined || version === null) return null;
  const lines = new TextDecoder().decode(file).split(/\r\n|\r|\n/);
  const start = lines.findIndex(line => versionIn(line) === version);
  if (start === -1) return null;
  const length = lines.slice(start + 1).findIndex(line => /^##?(?:\s|$)/.test(line));
  const entry = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length);
  const text = entry.join('\n').trim();
  if (text === '') return null;
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** The version that a heading of level 2 names; null when the line is none. */
function versionIn(line: string): string | null {
  return /^##\s+\[?v?([0-9A-Za-z.+-]{1,64})\]?(?:\s|\(|$)/.exec(line)?.[1] ?? null;
}
