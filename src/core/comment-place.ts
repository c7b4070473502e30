import { longestLine } from './comment.js';
import type { CommentAnchor, CommentPlace } from './comment.js';
import type { Finding } from './finding.js';
import { pointerBelow, pointerSegments } from './json-pointer.js';
import { readJson } from './json-text.js';
import type { JsonText } from './json-text.js';
import { isObject, own } from './json-value.js';
import { packageFileNames } from './package.js';
import { createStablePointers } from './stable-pointer.js';
import type { StageName } from './stage-names.js';

/** What of a revision comments are placed in. */
export interface CommentedRevision {
  /** Gives the bytes of a file of its package; null while there is no package. */
  readonly read: ((path: string) => Uint8Array | undefined) | null;
  /** The findings of each stage that has looked at it. */
  readonly findings: ReadonlyMap<StageName, readonly Finding[]>;
}

/** Gives the place of an anchor in one revision. Pure; each file is read once, however many comments are about it. */
export function createPlacing(revision: CommentedRevision): (anchor: CommentAnchor) => CommentPlace {
  const files = new Map<string, ReadFile | null>();
  const fileAt = (path: string): ReadFile | null => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const bytes = revision.read?.(path);
    const made = bytes === undefined ? null : readFile(path, bytes);
    files.set(path, made);
    return made;
  };
  return anchor => {
    switch (anchor.on) {
      case 'submission':
        return { standing: 'there', file: null, line: null, pointer: null };
      case 'finding':
        return placeOfFinding(anchor, revision.findings);
      case 'operation': {
        if (revision.read === null) return oldPlace('unknown', anchor);
        const place = operationIn(fileAt(anchor.file), anchor.operationId);
        return place === null ? oldPlace('gone', anchor) : { standing: 'there', file: anchor.file, ...place };
      }
      case 'line':
        return revision.read === null ? oldPlace('unknown', anchor) : placeOfLine(anchor, fileAt(anchor.file));
    }
  };
}

/** What is remembered of a line; null when the file has no such line. Pure. */
export function anchorOfLine(
  file: string,
  line: number,
  bytes: Uint8Array,
): (CommentAnchor & { readonly on: 'line' }) | null {
  const read = readFile(file, bytes);
  const text = read.lines[line - 1];
  if (text === undefined) return null;
  const pointer = read.json === null ? null : elementAt(read.json, line);
  const element = pointer === null || read.json === null ? null : elementOf(read.json, read.stable, pointer);
  return { on: 'line', file, line, text: remembered(text), element };
}

/** What is remembered of an operation; null when no operation, or more than one, has this id. Pure. */
export function anchorOfOperation(
  operationId: string,
  bytes: Uint8Array,
): (CommentAnchor & { readonly on: 'operation' }) | null {
  const place = operationIn(readFile(packageFileNames.definition, bytes), operationId);
  return place && { on: 'operation', operationId, file: packageFileNames.definition, ...place };
}

interface ReadFile {
  readonly lines: readonly string[];
  /** Null where the file is no JSON that can be read. */
  readonly json: JsonText | null;
  readonly stable: (pointer: string) => string;
}

function readFile(path: string, bytes: Uint8Array): ReadFile {
  const read = path.endsWith('.json') ? readJson(bytes) : null;
  const text = read?.text ?? new TextDecoder().decode(bytes);
  const json = read?.value === undefined ? null : read;
  return {
    lines: text.split(/\r\n|\n|\r/),
    json,
    stable: json ? createStablePointers(json.value) : pointer => pointer,
  };
}

function remembered(line: string): string {
  return line.trim().slice(0, longestLine);
}

function oldPlace(standing: 'gone' | 'unknown', anchor: CommentAnchor): CommentPlace {
  if (anchor.on === 'submission') return { standing, file: null, line: null, pointer: null };
  const pointer = anchor.on === 'line' ? (anchor.element?.pointer ?? null) : anchor.pointer;
  return { standing, file: anchor.file, line: anchor.line, pointer };
}

/** It is gone only once its own stage has looked and did not find it: a check that did not run says nothing. */
function placeOfFinding(
  anchor: CommentAnchor & { on: 'finding' },
  findings: CommentedRevision['findings'],
): CommentPlace {
  const looked = findings.get(anchor.stage);
  const found = looked?.find(({ fingerprint }) => fingerprint === anchor.fingerprint);
  if (found === undefined) return oldPlace(looked === undefined ? 'unknown' : 'gone', anchor);
  const { file, line, pointer } = found;
  return { standing: 'there', file, line, pointer };
}

function placeOfLine(anchor: CommentAnchor & { on: 'line' }, file: ReadFile | null): CommentPlace {
  if (file === null) return oldPlace('gone', anchor);
  if (anchor.element === null) {
    const line = nearestLine(file.lines, anchor);
    return line === null ? oldPlace('gone', anchor) : { standing: 'there', file: anchor.file, line, pointer: null };
  }
  if (file.json === null) return oldPlace('gone', anchor);
  const pointer = pointerOf(file.json.value, file.stable, anchor.element);
  const start = pointer === null ? null : file.json.locateKey(pointer);
  if (pointer === null || start === null) return oldPlace('gone', anchor);
  // Within the element the line keeps its distance, where it still says the same.
  const shifted = start.line + anchor.line - anchor.element.lineOf;
  const same = remembered(file.lines[shifted - 1] ?? '') === anchor.text;
  return { standing: 'there', file: anchor.file, line: same ? shifted : start.line, pointer };
}

/** The line that says the same, the nearest to where it was. */
function nearestLine(lines: readonly string[], { line, text }: { line: number; text: string }): number | null {
  let nearest: number | null = null;
  for (const [index, each] of lines.entries()) {
    if (remembered(each) !== text) continue;
    if (nearest === null || Math.abs(index + 1 - line) < Math.abs(nearest - line)) nearest = index + 1;
  }
  return nearest;
}

function elementOf(json: JsonText, stable: ReadFile['stable'], pointer: string) {
  return { pointer, stable: stable(pointer), lineOf: json.locateKey(pointer)?.line ?? 1 };
}

/** The outermost element that begins on a line, else the innermost that began before it. */
function elementAt(json: JsonText, line: number): string {
  let pointer = '';
  let value = json.value;
  for (;;) {
    // Names that look like numbers come first in a JavaScript object, wherever they stand in the text: all are looked at.
    let before: { readonly name: string; readonly offset: number } | null = null;
    for (const name of namesOf(value)) {
      const below = pointerBelow(pointer, name);
      const at = json.locateKey(below);
      if (at === null || at.line > line) continue;
      if (at.line === line) return below;
      if (before === null || at.offset > before.offset) before = { name, offset: at.offset };
    }
    if (before === null) return pointer;
    pointer = pointerBelow(pointer, before.name);
    value = memberOf(value, before.name);
  }
}

/** Finds the element with this stable name: where it was, else from its operation, or the root, inwards. */
function pointerOf(
  document: unknown,
  stable: ReadFile['stable'],
  wanted: { readonly pointer: string; readonly stable: string },
): string | null {
  if (stable(wanted.pointer) === wanted.stable && valueAt(document, wanted.pointer) !== undefined)
    return wanted.pointer;
  const operation = operationsOf(document).find(
    ({ pointer }) => wanted.stable === stable(pointer) || wanted.stable.startsWith(`${stable(pointer)}/`),
  );
  const starts = operation === undefined ? [''] : [operation.pointer, ''];
  for (const start of starts) {
    const found = descend(start, valueAt(document, start), stable, wanted.stable);
    if (found !== null) return found;
  }
  return null;
}

function descend(from: string, document: unknown, stable: ReadFile['stable'], wanted: string): string | null {
  let pointer = from;
  let value = document;
  while (stable(pointer) !== wanted) {
    const next = namesOf(value).find(name => {
      const below = stable(pointerBelow(pointer, name));
      return wanted === below || wanted.startsWith(`${below}/`);
    });
    if (next === undefined) return null;
    pointer = pointerBelow(pointer, next);
    value = memberOf(value, next);
  }
  return pointer;
}

function operationIn(
  file: ReadFile | null,
  operationId: string,
): { readonly line: number | null; readonly pointer: string } | null {
  const all = operationsOf(file?.json?.value).filter(operation => operation.id === operationId);
  const [only] = all;
  if (only === undefined || all.length > 1) return null;
  return { line: file?.json?.locateKey(only.pointer)?.line ?? null, pointer: only.pointer };
}

function operationsOf(document: unknown): { readonly id: unknown; readonly pointer: string }[] {
  const paths = own(document, 'paths');
  return namesOf(paths).flatMap(path => {
    const item = memberOf(paths, path);
    if (!isObject(item)) return [];
    return Object.keys(item).flatMap(method => {
      const operation = item[method];
      if (!isObject(operation)) return [];
      const pointer = pointerBelow(pointerBelow('/paths', path), method);
      return [{ id: own(operation, 'operationId'), pointer }];
    });
  });
}

function valueAt(document: unknown, pointer: string): unknown {
  return (pointerSegments(pointer) ?? []).reduce<unknown>(memberOf, document);
}

function namesOf(value: unknown): string[] {
  if (Array.isArray(value)) return [...value.keys()].map(String);
  return isObject(value) ? Object.keys(value) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[Number(name)] : own(value, name);
}
