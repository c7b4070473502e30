import { pointerParts } from './json-pointer.js';
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

/**
 * Finds values by pointer. A container's members are indexed when something inside it is first looked for, and what was found is
 * kept, so that all lookups together cost one pass. Gives the value's number in `nodes`, or null.
 */
export function createPointerIndex(nodes: JsonNodes): (pointer: string) => number | null {
  const members = new Map<number, Map<string, number>>();
  const membersOf = (node: number): Map<string, number> => {
    const known = members.get(node);
    if (known) return known;
    const made = new Map<string, number>();
    // The last of equal names wins, as it does in JSON.parse.
    for (let child = node + 1; child < (nodes.ends[node] ?? 0); child = nodes.ends[child] ?? Infinity) {
      made.set(nodes.names[child] ?? '', child);
    }
    members.set(node, made);
    return made;
  };
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
      node = node === null ? null : (membersOf(node).get(part.name) ?? null);
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
