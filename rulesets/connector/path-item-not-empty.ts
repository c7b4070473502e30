import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { methods } from '../definition-index.js';
import { isObject, objectOf, own } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const operation = { operationId: 'ListItems', summary: 'List', description: 'Lists.', responses: {} };

export default defineRule({
  on: 'definition',
  id: 'path-item-not-empty',
  severity: 'ratchet',
  description: 'Every path has at least one operation.',
  docs: {
    why: 'A path without operations is a leftover: readers look for an action that is not there.',
    fix: 'Remove the path, or describe its operation.',
    source: 'Prepare connector files for certification: empty operations are not allowed.',
  },
  *check({ root, pathItems }) {
    const written = objectOf(root.paths);
    for (const { template, at, value } of pathItems) {
      if (methods.some(method => isObject(value[method])) || value.$ref !== undefined) continue;
      const original = own(written, template);
      yield {
        at,
        message: `The path ${quoted(template)} has no operation.`,
        // Anything else that it holds may be work that somebody wants to go on with.
        ...(isObject(original) && Object.keys(original).length === 0 && { repair: { kind: 'remove', at } }),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ paths: { '/items': { get: operation } } }, { paths: { '/items': { $ref: '#/paths/~1all' } } }],
    bad: [
      { part: { paths: { '/items': { get: operation }, '/orders': {} } }, at: ['/paths/~1orders'] },
      { part: { paths: { '/items': { get: operation }, '/orders': { parameters: [] } } }, at: ['/paths/~1orders'] },
      { part: { paths: { '/items': { get: operation }, '/orders': { get: null } } }, at: ['/paths/~1orders'] },
    ],
  },
});
