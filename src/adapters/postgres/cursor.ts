import { problem } from '../../core/problems.js';

/** Where a page ended: the time and the id of its last line. Lists are ordered by both, newest first. */
export interface Mark {
  readonly at: string;
  readonly id: string;
}

/** The mark as the opaque text that callers hand back for the next page. */
export function writeCursor(mark: Mark): string {
  return Buffer.from(`${mark.at} ${mark.id}`).toString('base64url');
}

/** Throws `cursor-invalid` for a text that {@link writeCursor} did not write. */
export function readCursor(cursor: string): Mark {
  const [at = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const known = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) && !Number.isNaN(Date.parse(at));
  if (!known || !/^[A-Za-z0-9_-]{1,64}$/.test(id) || more.length > 0) throw problem('cursor-invalid');
  return { at, id };
}

/** Cuts the one line too many that was asked for to know whether there is a next page. */
export function page<T>(
  lines: readonly T[],
  limit: number,
  markOf: (line: T) => Mark,
): { items: T[]; next: string | null } {
  const items = lines.slice(0, limit);
  const last = items.at(-1);
  return { items, next: lines.length > limit && last !== undefined ? writeCursor(markOf(last)) : null };
}
