import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import type { DefinitionIndex, PathItemEntry } from '../definition-index.js';
import { definitionWith } from '../examples.js';
import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const color = { name: 'color', in: 'query', type: 'string' };
const item = { name: 'item', in: 'body', schema: { type: 'object' } };
const withParameters = (...parameters: object[]) => ({ paths: { '/items': { parameters } } });

export default defineRule({
  on: 'definition',
  id: 'path-params-no-duplicates',
  severity: 'error',
  description: 'The parameters that a path gives to all its operations are unique, and at most one of them is a body.',
  docs: {
    why: 'Every operation of the path asks for the same input twice, and only one of the two is sent.',
    fix: 'Remove one of the two; a second body belongs to the operation that takes it.',
    source: 'Swagger Validator: PathParametersContainDuplicateParameter, PathParametersContainMultipleBodyParameters.',
  },
  *check({ pathItems, sharedParameters }) {
    for (const pathItem of pathItems) yield* repeated(pathItem, sharedParameters);
  },
  examples: {
    of: definitionWith,
    good: [withParameters(color, { ...color, in: 'header' }, item, {})],
    bad: [
      { part: withParameters(color, color), at: ['/paths/~1items/parameters/1'] },
      {
        part: { ...withParameters(color, { $ref: '#/parameters/Color' }), parameters: { Color: color } },
        at: ['/paths/~1items/parameters/1'],
      },
      { part: withParameters(item, { ...item, name: 'price' }), at: ['/paths/~1items/parameters/1'] },
    ],
  },
});

/** The places where a path's parameters say again what an earlier one said; shared ones count as what they refer to. */
function* repeated(
  { template, at, value }: PathItemEntry,
  shared: DefinitionIndex['sharedParameters'],
): Iterable<DefinitionReport> {
  const seen = new Set<string>();
  let body: string | null = null;
  for (const [position, entry] of arrayOf(value.parameters).entries()) {
    if (!isObject(entry)) continue;
    const { name, in: location } = typeof entry.$ref === 'string' ? objectOf(shared.get(entry.$ref)?.value) : entry;
    if (typeof name !== 'string' || typeof location !== 'string') continue;
    const place = [...at, 'parameters', position];
    const key = JSON.stringify([name, location]);
    if (seen.has(key)) {
      yield {
        at: place,
        message: `The path ${quoted(template)} has the parameter ${quoted(name)} in ${quoted(location)} twice.`,
      };
    } else if (location === 'body' && body !== null) {
      yield {
        at: place,
        message: `The path ${quoted(template)} has the body ${quoted(name)} beside the body ${quoted(body)}.`,
      };
    }
    seen.add(key);
    if (location === 'body') body ??= name;
  }
}
