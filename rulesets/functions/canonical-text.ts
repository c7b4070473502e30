import { isObject } from '../../src/core/json-value.js';

/**
 * A JSON value as one text that is the same for equal values: members in the order of their names, no white space. Goes through the
 * value with a list of its own instead of the call stack, so that depth cannot overflow it.
 */
export function canonicalText(value: unknown): string {
  const parts: string[] = [];
  /** What is still to be written, the next at the end: texts as they are, values in a box. */
  const waiting: (string | { readonly value: unknown })[] = [{ value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') parts.push(next);
    else if (Array.isArray(next.value)) {
      parts.push('[');
      waiting.push(']');
      for (const one of next.value.toReversed() as unknown[]) waiting.push(',', { value: one });
    } else if (isObject(next.value)) {
      parts.push('{');
      waiting.push('}');
      const names = Object.keys(next.value).sort();
      for (const name of names.reverse()) waiting.push(',', { value: next.value[name] }, `${JSON.stringify(name)}:`);
    } else parts.push(JSON.stringify(next.value) ?? 'null');
  }
  return parts.join('');
}
