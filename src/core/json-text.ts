import { createLineIndex, createMemberIndex, createPlaceIndex, createPointerIndex } from './json-places.js';
import type { KeyPlace, Position } from './json-places.js';
import { scanJson } from './json-scanner.js';
import type { JsonFaultKind, ScanFault, ScanLimits } from './json-scanner.js';
import { decodeUtf8, encodingOf } from './utf8.js';

export type { JsonFaultKind } from './json-scanner.js';
export type { KeyPlace, Position } from './json-places.js';

export interface JsonLimits extends ScanLimits {
  /** Size of the file in bytes. */
  readonly bytes: number;
}

/** What is wrong with a JSON file, and where; `pointer` is the innermost value that the place belongs to. */
export interface JsonFault {
  readonly kind: JsonFaultKind;
  readonly message: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
}

/** A JSON file as it was read. */
export interface JsonText {
  /** The text without its byte order mark; null when the bytes are too many or in no encoding that we read. */
  readonly text: string | null;
  /**
   * What JSON.parse makes of the text. With faults it is given as far as their meaning is plain (comments, stray commas, bytes
   * that are not UTF-8 …), so that one reading finds everything; undefined when there is no such value or it is not safe to hold.
   */
  readonly value: unknown;
  /** In the order of the text. Empty means: strict, safe JSON with an object at its root. */
  readonly faults: readonly JsonFault[];
  /** Where the value at this pointer starts; null when there is none. */
  locate(pointer: string): Position | null;
  /** Where the name of the member at this pointer starts; the element itself in an array. */
  locateKey(pointer: string): Position | null;
  /**
   * The same along a path of names and positions, to the innermost value on it that is there; the same object for the same place.
   */
  placeOf(path: readonly (string | number)[]): KeyPlace;
}

/**
 * Far above every real definition (1.1 MB, 40,000 values, 30 levels) and far below what hurts: recursive code fails near 3,000
 * levels, 200,000 members parse in a third of a second.
 */
export const defaultJsonLimits: JsonLimits = { bytes: 10_485_760, depth: 64, nodes: 200_000, stringLength: 1_048_576 };

/** The files that were read last: the stages of one check read the same two, one after the other. */
const lately: { readonly bytes: Uint8Array; readonly limits: ScanLimits; readonly json: JsonText }[] = [];
const mostLately = 2;

/**
 * Reads a JSON file strictly: RFC 8259, UTF-8 without a mark, no duplicate or dangerous names, within limits. Linear in time and
 * memory, never throws for any bytes. Nobody may change the value: who reads the same bytes next may be given the same one.
 */
export function readJson(bytes: Uint8Array, limits: JsonLimits = defaultJsonLimits): JsonText {
  if (bytes.length > limits.bytes) {
    return unread('too-large', `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  }
  const known = lately.find(one => isSame(one.limits, limits) && Buffer.compare(one.bytes, bytes) === 0);
  if (known) return known.json;
  const json = readAnew(bytes, limits);
  lately.unshift({ bytes: Uint8Array.from(bytes), limits, json });
  lately.length = Math.min(lately.length, mostLately);
  return json;
}

function isSame(a: ScanLimits, b: ScanLimits): boolean {
  return a.depth === b.depth && a.nodes === b.nodes && a.stringLength === b.stringLength;
}

function readAnew(bytes: Uint8Array, limits: JsonLimits): JsonText {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf16') return unread('utf16', 'The file is encoded as UTF-16 (or UTF-32); JSON is UTF-8.');

  const { text, invalidAt } = decodeUtf8(bytes);
  const positionAt = createLineIndex(text);
  const scan = scanJson(text, limits);
  const found: ScanFault[] = [];
  if (encoding === 'utf8-bom') {
    found.push({ kind: 'bom', message: 'The file starts with a byte order mark (BOM).', pointer: '', offset: 0 });
  }
  if (invalidAt !== null) {
    const message = 'The bytes here are not UTF-8; the file was saved in another encoding.';
    found.push({ kind: 'invalid-utf8', message, pointer: '', offset: invalidAt });
  }
  found.push(...scan.faults);
  const faults = found
    .sort((a, b) => a.offset - b.offset)
    .map(({ kind, message, pointer, offset }) => {
      const { line, column } = positionAt(offset);
      return { kind, message, pointer, line, column };
    });

  const { nodes } = scan;
  const memberOf = createMemberIndex(nodes);
  const find = createPointerIndex(nodes, memberOf);
  const position = (pointer: string, offsets: readonly number[]): Position | null => {
    const node = find(pointer);
    const offset = node === null ? undefined : offsets[node];
    return offset === undefined ? null : positionAt(offset);
  };
  return {
    text,
    value: scan.mended === null ? undefined : (JSON.parse(scan.mended) as unknown),
    faults,
    locate: pointer => position(pointer, nodes.valueOffsets),
    locateKey: pointer => position(pointer, nodes.keyOffsets),
    placeOf: createPlaceIndex(nodes, memberOf, positionAt),
  };
}

function unread(kind: JsonFaultKind, message: string): JsonText {
  return {
    text: null,
    value: undefined,
    faults: [{ kind, message, pointer: '', line: 1, column: 1 }],
    locate: () => null,
    locateKey: () => null,
    placeOf: () => ({ pointer: '', line: null, column: null }),
  };
}
