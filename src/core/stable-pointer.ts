import { isObject, own } from './json-value.js';
import type { JsonObject } from './json-value.js';
import { pointerBelow, pointerParts } from './json-pointer.js';

/** The members that name an element of a list, by what lists of OpenAPI and of connector properties hold; the first that fits counts. */
const identities: readonly (readonly string[])[] = [
  ['in', 'name'],
  ['name'],
  ['propertyName'],
  ['templateId', 'title'],
  ['value'],
  ['$ref'],
];

/** Elements longer than this as text have no name of their own and keep their position. */
const longestName = 200;

/**
 * Names the place of a JSON pointer so that it stays the same place when lists are reordered and paths are moved: an operation goes by
 * its operationId where that is its own, and an element of a list by what identifies it (a parameter by name and location, a policy
 * by template and title, a plain value by itself). What has no such name keeps its position. Takes the document that the pointer is of.
 */
export function createStablePointers(document: unknown): (pointer: string) => string {
  const operationIds = ownOperationIds(document);
  const lists = new WeakMap<object, ReadonlyMap<number, string>>();

  const elementName = (list: readonly unknown[], segment: string): string => {
    const known = lists.get(list);
    const names = known ?? namesIn(list);
    if (!known) lists.set(list, names);
    return names.get(Number(segment)) ?? segment;
  };

  const found = new Map<string, Named>([['', { stable: '', value: document }]]);
  const step = ({ stable, value }: Named, pointer: string, name: string): Named => {
    const id = operationIds.get(pointer);
    if (Array.isArray(value)) {
      const list: readonly unknown[] = value;
      return { stable: pointerBelow(stable, elementName(list, name)), value: list[Number(name)] };
    }
    return {
      stable: id === undefined ? pointerBelow(stable, name) : pointerBelow('', `operation ${id}`),
      value: own(value, name),
    };
  };
  return pointer => {
    const known = found.get(pointer);
    if (known !== undefined) return known.stable;
    // Most of the way was named before: from the place outwards to what is known, and back in.
    const unnamed: { pointer: string; name: string }[] = [];
    let named: Named | undefined;
    for (let rest = pointer; named === undefined; named = found.get(rest)) {
      const parts = pointerParts(rest);
      if (parts === null) return '';
      unnamed.push({ pointer: rest, name: parts.name });
      rest = parts.parent;
    }
    for (let part = unnamed.pop(); part !== undefined; part = unnamed.pop()) {
      named = step(named, part.pointer, part.name);
      found.set(part.pointer, named);
    }
    return named.stable;
  };
}

/** A value with the stable name of its place. */
interface Named {
  readonly stable: string;
  readonly value: unknown;
}

/** OperationIds by the operation's pointer; those that two operations share name neither. */
function ownOperationIds(document: unknown): Map<string, string> {
  const places = new Map<string, string>();
  const uses = new Map<string, number>();
  for (const [path, item] of membersOf(own(document, 'paths'))) {
    for (const [method, operation] of membersOf(item)) {
      const id = own(operation, 'operationId');
      if (typeof id !== 'string' || id === '') continue;
      places.set(pointerBelow(pointerBelow('/paths', path), method), id);
      uses.set(id, (uses.get(id) ?? 0) + 1);
    }
  }
  return new Map([...places].filter(([, id]) => uses.get(id) === 1));
}

function membersOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The elements' names by position; equal ones are counted, so that each has its own. */
function namesIn(list: readonly unknown[]): Map<number, string> {
  const counted = new Map<string, number>();
  const names = new Map<number, string>();
  for (const [position, element] of list.entries()) {
    const name = nameOf(element);
    if (name === null) continue;
    const before = counted.get(name) ?? 0;
    counted.set(name, before + 1);
    names.set(position, before === 0 ? name : `${name} ${before + 1}`);
  }
  return names;
}

function nameOf(element: unknown): string | null {
  if (!isObject(element)) {
    if (Array.isArray(element)) return null;
    // A number beyond a double's reach, such as 1e400, was read as infinite: it has a name, but no JSON.
    const text = typeof element === 'string' ? JSON.stringify(element) : String(element);
    return text.length > longestName ? null : text;
  }
  const identity = identities.find(members => members.every(member => isName(element, member)));
  if (identity === undefined) return null;
  const text = identity.map(member => `${member}=${String(element[member])}`).join(',');
  return text.length > longestName ? null : text;
}

function isName(element: JsonObject, member: string): boolean {
  return Object.hasOwn(element, member) && ['string', 'number', 'boolean'].includes(typeof element[member]);
}
