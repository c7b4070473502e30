import { arrayOf, isObject } from '../../../core/json-value.js';
import type { JsonText } from '../../../core/json-text.js';
import { pointerOf } from '../../../../rulesets/functions/path.js';
import type { Path } from '../../../../rulesets/functions/path.js';

/** A part of a text, in UTF-16 code units, and what stands there afterwards. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Scalar = string | number | boolean;

/**
 * The edit that gives a member a value; one that is missing is added at the end of its object, laid out as its neighbours are. Null
 * where its object is not there, or the text around is not plain JSON.
 */
export function setMember(json: JsonText, at: Path, value: Scalar): Edit | null {
  const { text } = json;
  const place = json.locate(pointerOf(at));
  if (text === null) return null;
  if (place === null) return addMember(json, at, value);
  const end = valueEnd(text, place.offset);
  return end === null ? null : { start: place.offset, end, text: JSON.stringify(value) };
}

/** The edit that gives a member another name; null where its object has that name already. */
export function renameMember(json: JsonText, at: Path, name: string): Edit | null {
  const { text } = json;
  const place = json.locateKey(pointerOf(at));
  if (text === null || place === null || text[place.offset] !== '"') return null;
  if (json.locate(pointerOf([...at.slice(0, -1), name])) !== null) return null;
  const end = stringEnd(text, place.offset);
  return end === null ? null : { start: place.offset, end, text: JSON.stringify(name) };
}

/**
 * The edits that take these members or elements away, with the commas and the white space that belong to them; neighbours go in one.
 * Null where one of them is not there, or the text around is not plain JSON.
 */
export function removeMembers(json: JsonText, places: readonly Path[]): readonly Edit[] | null {
  const { text } = json;
  if (text === null) return null;
  const runs: { start: number; end: number }[] = [];
  const members = places.map(at => extentOf(json, text, at));
  for (const member of members.toSorted((a, b) => (a?.start ?? 0) - (b?.start ?? 0))) {
    if (member === null) return null;
    const run = runs.at(-1);
    if (run && skipComma(text, run.end) === member.start) run.end = member.end;
    else runs.push({ ...member });
  }
  const edits = runs.map(run => withComma(text, run));
  return edits.some(edit => edit === null) ? null : edits.filter(edit => edit !== null);
}

/** From the start of a member's name, or of an element, to the end of its value. */
function extentOf(json: JsonText, text: string, at: Path): { start: number; end: number } | null {
  const key = json.locateKey(pointerOf(at));
  const value = json.locate(pointerOf(at));
  if (key === null || value === null || at.length === 0) return null;
  const end = valueEnd(text, value.offset);
  return end === null ? null : { start: key.offset, end };
}

/** What has to go with neighbours that are taken away. The last ones take the comma before them; all of them leave nothing. */
function withComma(text: string, { start, end }: { start: number; end: number }): Edit | null {
  const after = skipSpace(text, end);
  if (text[after] === ',') return { start, end: skipSpace(text, after + 1), text: '' };
  const before = skipSpaceBack(text, start);
  if (text[before - 1] === ',') return { start: skipSpaceBack(text, before - 1), end, text: '' };
  return isOpening(text[before - 1]) && isClosing(text[after]) ? { start: before, end: after, text: '' } : null;
}

/** Where the next member starts after one that ends here; -1 where none follows. */
function skipComma(text: string, end: number): number {
  const comma = skipSpace(text, end);
  return text[comma] === ',' ? skipSpace(text, comma + 1) : -1;
}

function addMember(json: JsonText, at: Path, value: Scalar): Edit | null {
  const { text } = json;
  const holder = at.slice(0, -1);
  const name = at.at(-1);
  const place = json.locate(pointerOf(holder));
  const object = valueAt(json.value, holder);
  if (text === null || place === null || typeof name !== 'string' || !isObject(object)) return null;
  const names = Object.keys(object);
  const first = names.map(member => json.locateKey(pointerOf([...holder, member]))?.offset ?? Infinity);
  const firstKey = Math.min(...first.slice(0, 1));
  if (!Number.isFinite(firstKey)) {
    const inside = skipSpace(text, place.offset + 1);
    if (text[inside] !== '}') return null;
    return { start: place.offset, end: inside + 1, text: `{ ${JSON.stringify(name)}: ${JSON.stringify(value)} }` };
  }
  const end = valueEnd(text, place.offset);
  if (end === null) return null;
  const last = skipSpaceBack(text, end - 1);
  const keyEnd = stringEnd(text, firstKey);
  if (keyEnd === null || text[last - 1] === ',') return null;
  const lead = text.slice(place.offset + 1, firstKey);
  const colon = /^\s*:\s*/.exec(text.slice(keyEnd, keyEnd + 16))?.[0] ?? ': ';
  const written = `,${lead}${JSON.stringify(name)}${colon}${JSON.stringify(value)}`;
  return { start: last, end: last, text: written };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof segment === 'number') value = arrayOf(value)[segment];
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
  }
  return value;
}

/** Where a value ends that starts here; null where the text is not JSON. Linear, and without recursion. */
function valueEnd(text: string, start: number): number | null {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== '{' && first !== '[') return /[^\s,}\]]/.test(first ?? ' ') ? scalarEnd(text, start) : null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = stringEnd(text, at);
      if (end === null) return null;
      at = end - 1;
    } else if (isOpening(character)) depth += 1;
    else if (isClosing(character)) {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === '/') return null; // a comment
  }
  return null;
}

function stringEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return null;
}

function scalarEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s,}\]/]/.test(text[at] ?? '')) at += 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at += 1;
  return at;
}

function skipSpaceBack(text: string, from: number): number {
  let at = from;
  while (at > 0 && isSpace(text[at - 1])) at -= 1;
  return at;
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

function isOpening(character: string | undefined): boolean {
  return character === '{' || character === '[';
}

function isClosing(character: string | undefined): boolean {
  return character === '}' || character === ']';
}
