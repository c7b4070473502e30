import type { Place } from '../../src/core/finding.js';
import { createLineIndex } from '../../src/core/json-places.js';
import { scanJson } from '../../src/core/json-scanner.js';
import { defaultJsonLimits } from '../../src/core/json-text.js';
import { packageFileNames } from '../../src/core/package.js';
import type { OpenedPackage } from '../opened-package.js';
import { oncePer } from './once-per.js';
import { pointerOf } from './path.js';

/** A file of a package that people or programs read as text. */
export interface TextFile {
  readonly path: string;
  /** In a JSON file what its escapes stand for: `\u0061` is an a, so that nothing hides behind them. */
  readonly text: string;
  /** Where a part of the text that starts at this offset is written down. */
  readonly placeAt: (offset: number) => Omit<Place, 'file'>;
}

/** What is read as text whatever its bytes are: a zero byte must not hide a script or a test from the rules. */
const alwaysText = /\.(?:md|csx)$|^tests\/.*\.json$/i;

/** Every text of a package, those below `tests/` too. Pictures and other files that hold zero bytes are none. */
export const textFiles = oncePer((opened: OpenedPackage): readonly TextFile[] =>
  opened.files.flatMap(({ path }) => {
    const text = writtenText(opened, path);
    if (text === null) return [];
    return path.toLowerCase().endsWith('.json') ? [jsonFile(path, text)] : [plainFile(path, text)];
  }),
);

/** One text of a package by its path; null when there is none. */
export function textFile(opened: OpenedPackage, path: string): TextFile | null {
  const text = writtenText(opened, path);
  return text === null ? null : plainFile(path, text);
}

/** The text without its byte order mark. The two JSON files were decoded before. */
function writtenText({ definitionJson, propertiesJson, read }: OpenedPackage, path: string): string | null {
  if (path === packageFileNames.definition && typeof definitionJson?.text === 'string') return definitionJson.text;
  if (path === packageFileNames.properties && typeof propertiesJson?.text === 'string') return propertiesJson.text;
  const bytes = read(path);
  if (!bytes) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.includes(0) && !alwaysText.test(path) ? null : new TextDecoder().decode(bytes);
}

/** True when a text has only what is on every English keyboard: then it hides nothing, and need not be looked through for more. */
export const isPlain = oncePer(({ text }: TextFile): boolean => !/[^\t\n\r -~]/.test(text));

function plainFile(path: string, text: string): TextFile {
  const positionAt = createLineIndex(text);
  return {
    path,
    text,
    placeAt: offset => {
      const { line, column } = positionAt(offset);
      return { line, column, pointer: null };
    },
  };
}

function jsonFile(path: string, written: string): TextFile {
  const { text, offsetOf } = withoutEscapes(written);
  const positionAt = createLineIndex(written);
  let pointerAt: ((offset: number) => string) | null = null;
  return {
    path,
    text,
    placeAt: offset => {
      const { line, column, offset: place } = positionAt(offsetOf(offset));
      pointerAt ??= innermostValue(written);
      return { line, column, pointer: pointerAt(place) };
    },
  };
}

const escape = /\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))/g;
const short: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text with its escapes replaced by what they stand for, and the way back from an offset in it to one in the text as written. */
function withoutEscapes(written: string): { text: string; offsetOf: (offset: number) => number } {
  if (!written.includes('\\')) return { text: written, offsetOf: offset => offset };
  /** Where the text is behind the written one from here on, and by how much. */
  const from: number[] = [];
  const behind: number[] = [];
  let saved = 0;
  const text = written.replace(escape, (match: string, code: string | undefined, letter: string, offset: number) => {
    const start = offset - saved;
    saved += match.length - 1;
    from.push(start + 1);
    behind.push(saved);
    return code === undefined ? (short[letter] ?? letter) : String.fromCharCode(parseInt(code, 16));
  });
  return {
    text,
    offsetOf: offset => {
      const last = lastNotAbove(from, offset);
      return last === -1 ? offset : offset + (behind[last] ?? 0);
    },
  };
}

/** Gives the pointer of the innermost value that an offset belongs to, its name included. */
function innermostValue(text: string): (offset: number) => string {
  const { nodes } = scanJson(text, defaultJsonLimits);
  const { names, keyOffsets, ends } = nodes;
  const parents: number[] = [];
  const open: number[] = [];
  for (let node = 0; node < names.length; node += 1) {
    // Where the text is cut off, what is still open has no end yet.
    while (open.length > 0 && (ends[open.at(-1) ?? 0] || Infinity) <= node) open.pop();
    parents.push(open.at(-1) ?? -1);
    open.push(node);
  }
  return offset => {
    const path: string[] = [];
    for (let node = lastNotAbove(keyOffsets, offset); node > 0; node = parents[node] ?? -1)
      path.push(names[node] ?? '');
    return pointerOf(path.reverse());
  };
}

/** The position of the last number that is at most this one, in a list that rises; -1 when there is none. */
function lastNotAbove(list: readonly number[], most: number): number {
  let low = -1;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((list[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
