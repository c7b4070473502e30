import { pointerBelow } from '../../src/core/json-pointer.js';

/** A place inside a JSON document: the names and positions from its root. */
export type Path = readonly (string | number)[];

/** The JSON pointer (RFC 6901) of a path; the root is the empty pointer. */
export function pointerOf(path: Path): string {
  return path.reduce<string>((pointer, segment) => pointerBelow(pointer, segment), '');
}

/** One name as a JSON pointer writes it (RFC 6901, section 3). */
export function escaped(segment: string | number): string {
  return pointerBelow('', segment).slice(1);
}
