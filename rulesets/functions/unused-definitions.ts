import { arrayOf, isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { decoded } from './reference-fault.js';

const start = '#/definitions/';

/** The names of the definitions that nothing outside of `definitions` leads to, in their order. Looks at every value once. */
export function unusedDefinitions(root: JsonObject): string[] {
  const definitions = objectOf(root.definitions);
  const derived = derivedFrom(definitions);
  const unused = new Set(Object.keys(definitions));
  const values: unknown[] = Object.entries(root).flatMap(([name, value]) => (name === 'definitions' ? [] : [value]));
  while (values.length > 0) {
    const names = referencesBelow(values);
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (!unused.delete(name)) continue;
      values.push(definitions[name]);
      for (const other of derived.get(name) ?? []) names.push(other);
    }
  }
  return [...unused];
}

/** The names that references in these values and below them use. Takes the values out of the list. */
function referencesBelow(values: unknown[]): string[] {
  const names: string[] = [];
  while (values.length > 0) {
    const value = values.pop();
    if (Array.isArray(value)) {
      for (const one of value as unknown[]) if (typeof one === 'object') values.push(one);
    } else if (isObject(value)) {
      for (const one of Object.values(value)) if (typeof one === 'object') values.push(one);
      if (typeof value.$ref === 'string') names.push(...namesIn(value.$ref));
    }
  }
  return names;
}

/** The definition that a reference names or reaches into, as it stands and decoded as a URI fragment. */
function namesIn(reference: string): string[] {
  if (!reference.startsWith(start)) return [];
  const name = reference.slice(start.length).split('/', 1)[0] ?? '';
  return [name, decoded(name)].map(spelling => spelling.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The definitions that extend one with a discriminator, by its name: an answer may be any of them, though nothing refers to them.
 */
function derivedFrom(definitions: JsonObject): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const part of arrayOf(objectOf(definition).allOf)) {
      const reference = objectOf(part).$ref;
      const base = typeof reference === 'string' ? namesIn(reference)[0] : undefined;
      if (base === undefined || own(own(definitions, base), 'discriminator') === undefined) continue;
      const others = found.get(base);
      if (others) others.push(name);
      else found.set(base, [name]);
    }
  }
  return found;
}
