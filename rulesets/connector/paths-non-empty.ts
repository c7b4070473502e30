import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'paths-non-empty',
  severity: 'error',
  description: 'The definition has at least one operation.',
  docs: {
    why: 'A connector without operations does nothing.',
    fix: 'Describe at least one operation below `paths`.',
    source: 'apiDefinition.swagger.schema.json; certification policy 5000.2.4.5.',
  },
  *check({ root, operations }) {
    if (operations.length > 0) return;
    yield { at: root.paths === undefined ? [] : ['paths'], message: 'The definition has no operation.' };
  },
  examples: {
    of: definitionWith,
    good: [{}],
    bad: [
      { part: { paths: undefined }, at: [''] },
      { part: { paths: {} }, at: ['/paths'] },
      { part: { paths: { '/items': {} } }, at: ['/paths'] },
    ],
  },
});
