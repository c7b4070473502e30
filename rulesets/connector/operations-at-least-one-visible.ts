import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'operations-at-least-one-visible',
  severity: 'warning',
  description: 'At least one operation is not internal.',
  docs: {
    why: 'Users find a connector that offers them nothing to do.',
    fix: 'Take `"x-ms-visibility": "internal"` away from the operations that are meant for users.',
    source: 'OpenAPI extensions for custom connectors, `x-ms-visibility`.',
  },
  *check({ operations }) {
    if (operations.length === 0 || operations.some(operation => !operation.internal)) return;
    yield { at: ['paths'], message: 'Every operation is internal, so that users see none.' };
  },
  examples: {
    of: operationWith,
    good: [{}],
    bad: [{ part: { 'x-ms-visibility': 'internal' }, at: ['/paths'] }],
  },
});
