import { own } from '../../core/json-value.js';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';

/** What may stand in a header: RFC 9110 §5.5, with Latin-1. */
export const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The value of a member of the connection. Throws `connection-parameter-missing` when there is none, `connection-parameter-unusable`. */
export function connectionValue(connection: Connection, name: string): string {
  const value = givenValue(connection, name);
  if (value === null) throw problem('connection-parameter-missing', { name });
  // A line break would end the header that the value goes into and begin another.
  if (/[\r\n\0]/.test(value)) throw problem('connection-parameter-unusable', { name });
  return value;
}

/** The value of a member of the connection; null when it is missing or empty. */
export function givenValue(connection: Connection, name: string): string | null {
  const value = own(connection, name);
  return typeof value === 'string' && value !== '' ? value : null;
}
