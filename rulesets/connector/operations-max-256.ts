import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';

const pathsWith = (count: number) =>
  pathsOf(Object.fromEntries(Array.from({ length: count }, (_, n) => [`/items/${n}`, [`get GetItem${n}`]])));

export default defineRule({
  on: 'definition',
  id: 'operations-max-256',
  severity: 'error',
  description: 'The definition has at most 256 operations.',
  docs: {
    why: 'The platform refuses more.',
    fix: 'Leave out operations that no user of flows needs, or split the connector by subject.',
    source: 'Connector FAQ, limits; Swagger Validator: TotalOperationsCountExceedsMaxAllowed.',
  },
  limits: { most: 256 },
  *check({ operations }, { most }) {
    if (operations.length <= most) return;
    yield {
      at: ['paths'],
      message: `The definition has ${operations.length} operations; at most ${most} are allowed.`,
    };
  },
  examples: {
    of: ({ operations }: { operations: number }) => pathsWith(operations),
    good: [{ operations: 256 }],
    bad: [{ part: { operations: 257 }, at: ['/paths'] }],
  },
});
