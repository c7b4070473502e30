import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-visibility-set',
  severity: 'info',
  description: 'Every operation says with `x-ms-visibility` how prominent it is.',
  docs: {
    why: 'Without it all operations look equally important, and users find the few that most of them need among all the others.',
    fix: 'Write important for what most users need, advanced for what few need, internal for what only the connector calls.',
    source: 'Prepare connector files for certification, checklist; OpenAPI extensions for custom connectors.',
  },
  *check({ operations }) {
    for (const { value, at, label } of operations) {
      if (value['x-ms-visibility'] !== undefined) continue;
      yield { at, message: `The operation ${quoted(label)} does not say how prominent it is.` };
    }
  },
  examples: {
    of: operationWith,
    good: [{ 'x-ms-visibility': 'important' }, { 'x-ms-visibility': '' }],
    bad: [{ part: { 'x-ms-visibility': undefined }, at: ['/paths/~1items~1{id}/get'] }],
  },
});
