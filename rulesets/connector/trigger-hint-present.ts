import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'trigger-hint-present',
  severity: 'info',
  description: 'A trigger says in `x-ms-trigger-hint` how to make it fire.',
  docs: {
    why: 'People who try a flow see the hint while it waits; without one they do not know what to do.',
    fix: 'Add `x-ms-trigger-hint`, such as "To see it work, add an item to the stock.".',
    source: 'OpenAPI extensions for custom connectors.',
  },
  *check({ operations }) {
    for (const { value, at, trigger, internal } of operations) {
      const hint = value['x-ms-trigger-hint'];
      if (trigger === null || internal || textOf(hint) !== null) continue;
      yield {
        at: hint === undefined ? at : [...at, 'x-ms-trigger-hint'],
        message: 'The trigger has no hint how to make it fire.',
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      { 'x-ms-trigger': 'single', 'x-ms-trigger-hint': 'To see it work, add an item.' },
      { 'x-ms-trigger': 'single', 'x-ms-visibility': 'internal' },
      {},
    ],
    bad: [
      { part: { 'x-ms-trigger': 'single' }, at: ['/paths/~1items~1{id}/get'] },
      {
        part: { 'x-ms-trigger': 'single', 'x-ms-trigger-hint': ' ' },
        at: ['/paths/~1items~1{id}/get/x-ms-trigger-hint'],
      },
    ],
  },
});
