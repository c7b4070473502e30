import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

export default defineRule({
  on: 'definition',
  id: 'trigger-enum',
  severity: 'error',
  description: '`x-ms-trigger` is single or batch.',
  docs: {
    why: 'With another value the operation is offered as an action, and no flow starts from it.',
    fix: 'Write "single" when the answer is one event, "batch" when it is a list of events.',
    source: 'OpenAPI extensions for custom connectors; apiDefinition.swagger.schema.json.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const trigger = value['x-ms-trigger'];
      if (trigger === undefined || trigger === 'single' || trigger === 'batch') continue;
      const meant = sameButForCase(trigger, ['single', 'batch']);
      const place = [...at, 'x-ms-trigger'];
      yield {
        at: place,
        message: `The kind of trigger ${shown(trigger)} does not exist.`,
        ...(meant !== null && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at: place, value: meant },
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ 'x-ms-trigger': 'batch' }, {}],
    bad: [
      { part: { 'x-ms-trigger': 'Single' }, at: ['/paths/~1items~1{id}/get/x-ms-trigger'] },
      { part: { 'x-ms-trigger': true }, at: ['/paths/~1items~1{id}/get/x-ms-trigger'] },
    ],
  },
});
