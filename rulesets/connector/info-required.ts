import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';

export default defineRule({
  on: 'definition',
  id: 'info-required',
  severity: 'error',
  description: 'The definition has an `info` object.',
  docs: {
    why: 'Title, description, version and contact are what users see first; all of them live in `info`.',
    fix: 'Add `info` with `title`, `description`, `version` and `contact`.',
    source: 'Swagger Validator: RequiredPropertyMissing; OpenAPI 2.0, "Info Object".',
  },
  *check({ root }) {
    if (root.info === undefined) yield { at: [], message: 'The object `info` is missing.' };
    else if (!isObject(root.info)) yield { at: ['info'], message: 'The member `info` is not an object.' };
  },
  examples: {
    of: definitionWith,
    good: [{}],
    bad: [
      { part: { info: undefined }, at: [''] },
      { part: { info: 'Contoso Stock' }, at: ['/info'] },
    ],
  },
});
