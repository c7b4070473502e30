import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { methods } from '../definition-index.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const operation = { operationId: 'ListItems', summary: 'List', description: 'Lists.', responses: {} };

const known: readonly string[] = [...methods, 'parameters'];

export default defineRule({
  on: 'definition',
  id: 'path-item-known-keys',
  severity: 'error',
  description: 'A path holds methods in lower case, `parameters` and extensions, and nothing else.',
  docs: {
    why: 'What stands under any other name is passed over, so that an operation is missing without a word.',
    fix: 'Write methods in lower case: get, put, post, delete, options, head or patch; remove everything else.',
    source: 'OpenAPI 2.0 specification, Path Item Object; apiDefinition.swagger.schema.json.',
  },
  *check({ pathItems }) {
    for (const { template, at, value } of pathItems) {
      for (const key of Object.keys(value)) {
        // A rule of its own speaks of `$ref`.
        if (known.includes(key) || key.startsWith('x-') || key === '$ref') continue;
        const meant = sameButForCase(key, known);
        yield {
          at: [...at, key],
          message: `The path ${quoted(template)} cannot have a member ${quoted(key)}.`,
          ...(meant !== null && { fix: `Write it ${quoted(meant)}.` }),
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { paths: { '/items': { parameters: [], get: operation, 'x-ms-notification-content': {} } } },
      { paths: { '/items': { $ref: '#/paths/~1all' } } },
    ],
    bad: [
      { part: { paths: { '/items': { GET: operation } } }, at: ['/paths/~1items/GET'] },
      {
        part: { paths: { '/items': { summary: 'Items', get: operation, trace: operation } } },
        at: ['/paths/~1items/summary', '/paths/~1items/trace'],
      },
    ],
  },
});
