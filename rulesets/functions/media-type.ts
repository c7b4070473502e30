import { oncePer } from './once-per.js';

/** A media type without its parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
export function mediaType(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const end = text.indexOf(';');
  return (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
}

/** The media types of a list such as `consumes`. Read once for each list: all operations may share that of the definition. */
export const mediaTypes = oncePer(
  (list: readonly unknown[]): ReadonlySet<string | null> => new Set(list.map(mediaType)),
);
