import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-item-no-ref',
  severity: 'error',
  description: 'No path is a reference to another.',
  docs: {
    why: 'The platform does not follow the reference, and the operations behind it are missing.',
    fix: 'Write the operations under the path itself.',
    source: 'Swagger Validator: PathItemRefNotSuppored.',
  },
  *check({ pathItems }) {
    for (const { template, at, value } of pathItems) {
      if (!Object.hasOwn(value, '$ref')) continue;
      yield { at: [...at, '$ref'], message: `The path ${quoted(template)} is a reference to another.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [{}],
    bad: [{ part: { paths: { '/items': { $ref: '#/paths/~1all' }, '/all': {} } }, at: ['/paths/~1items/$ref'] }],
  },
});
