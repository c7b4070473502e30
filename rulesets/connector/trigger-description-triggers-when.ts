import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'trigger-description-triggers-when',
  severity: 'info',
  description: 'A trigger’s description starts with “This operation triggers when”.',
  docs: {
    why: 'The sentence tells people at once what starts their flow, and is the same for all connectors.',
    fix: 'Write “This operation triggers when …” and say what has to happen.',
    source: 'Connector string guidance.',
  },
  *check({ operations }) {
    for (const { value, at, trigger, internal } of operations) {
      const { description } = value;
      if (trigger === null || internal || typeof description !== 'string') continue;
      if (/^\s*this operation triggers when\b/i.test(description)) continue;
      yield {
        at: [...at, 'description'],
        message: `The trigger’s description ${quoted(description)} does not start with “This operation triggers when”.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      { 'x-ms-trigger': 'single', description: 'This operation triggers when an item is created.' },
      { description: 'Gets an item.' },
    ],
    bad: [
      {
        part: { 'x-ms-trigger': 'single', description: 'Fires on new items.' },
        at: ['/paths/~1items~1{id}/get/description'],
      },
    ],
  },
});
