import { isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { quoted, shown } from './quoted.js';

/**
 * What is wrong with a reference into one of the top-level collections, as a sentence, or null. A reference is one step into the
 * collection, by the exact name: `#/definitions/Item`. Names may be escaped as JSON pointers and URIs are (RFC 6901, section 6).
 */
export function referenceFault(
  root: JsonObject,
  ref: unknown,
  collection: 'definitions' | 'parameters' | 'responses',
): string | null {
  const start = `#/${collection}/`;
  if (typeof ref !== 'string') return `A reference has to be a text, not ${shown(ref)}.`;
  if (!ref.startsWith(start)) return `The reference ${quoted(ref)} does not start with "${start}".`;
  const name = ref.slice(start.length);
  if (/~(?![01])/.test(name)) return `The reference ${quoted(ref)} is not a JSON pointer.`;
  if (target(root, name, collection) !== undefined) return null;
  if (name.includes('/')) return `The reference ${quoted(ref)} reaches inside a member of "${collection}".`;
  return `The reference ${quoted(ref)} leads nowhere: "${collection}" has no such member.`;
}

/** What a reference's name leads to, read as it stands or decoded as a URI fragment; undefined when nothing is there. */
function target(root: JsonObject, name: string, collection: string): unknown {
  const members = objectOf(root[collection]);
  if (name.includes('/')) return undefined;
  for (const spelling of [name, decoded(name)]) {
    const value = own(members, spelling.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (isObject(value)) return value;
  }
  return undefined;
}

/** A reference's text without its percent signs (RFC 3986), where they are what they look like. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign is part of the name
  }
}
