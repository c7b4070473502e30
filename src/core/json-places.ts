import { pointerBelow, pointerParts } from './json-pointer.js';
import type { JsonNodes } from './json-scanner.js';

/** 1-based as editors count; a column is one UTF-16 code unit. `offset` counts code units from the start of the text. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Turns offsets into lines and columns; LF, CRLF and CR each end one line. The index is made on first use. */
export function createLineIndex(text: string): (offset: number) => Position {
  let starts: number[] | null = null;
  return offset => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
  };
}

/** Gives the number of a container's member or element in `nodes`; undefined when it has none of this name. */
export type MemberIndex = (container: number, name: string) => number | undefined;

/**
 * Finds members by name. A container's members are indexed when one of them is first looked for, so that all lookups together
 * cost one pass.
 */
export function createMemberIndex(nodes: JsonNodes): MemberIndex {
  const members = new Map<number, Map<string, number>>();
  return (container, name) => {
    let names = members.get(container);
    if (names === undefined) {
      names = new Map();
      // The last of equal names wins, as it does in JSON.parse.
      for (let child = container + 1; child < (nodes.ends[container] ?? 0); child = nodes.ends[child] ?? Infinity) {
        names.set(nodes.names[child] ?? '', child);
      }
      members.set(container, names);
    }
    return names.get(name);
  };
}

/** The innermost value that is there along a path, and where its name stands; nowhere when there is not even a root. */
export interface KeyPlace {
  readonly pointer: string;
  readonly line: number | null;
  readonly column: number | null;
}

/**
 * Finds places by the names and positions that lead to them. What was found is kept: asked again, the same place is the same object,
 * and many faults share one.
 */
export function createPlaceIndex(
  nodes: JsonNodes,
  memberOf: MemberIndex,
  positionAt: (offset: number) => Position,
): (path: readonly (string | number)[]) => KeyPlace {
  const known = new Map<number, KeyPlace>();
  return path => {
    if (nodes.names.length === 0) return { pointer: '', line: null, column: null };
    let node = 0;
    let depth = 0;
    for (const name of path) {
      const member = memberOf(node, String(name));
      if (member === undefined) break;
      node = member;
      depth += 1;
    }
    const found = known.get(node);
    if (found !== undefined) return found;
    const { line, column } = positionAt(nodes.keyOffsets[node] ?? 0);
    let pointer = '';
    for (let part = 0; part < depth; part += 1) pointer = pointerBelow(pointer, path[part] ?? '');
    const made = { pointer, line, column };
    known.set(node, made);
    return made;
  };
}

/** Finds values by pointer, and keeps what was found. Gives the value's number in `nodes`, or null. */
export function createPointerIndex(nodes: JsonNodes, memberOf: MemberIndex): (pointer: string) => number | null {
  const found = new Map<string, number | null>([['', nodes.names.length === 0 ? null : 0]]);
  return pointer => {
    const below: { pointer: string; name: string }[] = [];
    let node = found.get(pointer);
    for (let rest = pointer; node === undefined; node = found.get(rest)) {
      const parts = pointerParts(rest);
      if (parts === null) return null;
      below.push({ pointer: rest, name: parts.name });
      rest = parts.parent;
    }
    for (let part = below.pop(); part !== undefined; part = below.pop()) {
      node = node === null ? null : (memberOf(node, part.name) ?? null);
      found.set(part.pointer, node);
    }
    return node;
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
