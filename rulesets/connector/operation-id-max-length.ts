import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-id-max-length',
  severity: 'warning',
  description: 'An operationId has at most 80 characters.',
  docs: {
    why: 'The platform refuses ids that are too long, and nobody can tell long ones apart where they are shown cut.',
    fix: 'Name the verb and the object and leave out what the path says already.',
    source: 'Swagger Validator: OperationIdTooLong (its limit is not published); published certified connectors.',
  },
  limits: { most: 80 },
  *check({ operations }, { most }) {
    for (const { id, at } of operations) {
      if (id === null || id.length <= most) continue;
      yield {
        at: [...at, 'operationId'],
        message: `The operationId ${quoted(id)} has ${id.length} characters; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ operationId: 'X'.repeat(80) }, { operationId: undefined }],
    bad: [{ part: { operationId: 'X'.repeat(81) }, at: ['/paths/~1items~1{id}/get/operationId'] }],
  },
});
