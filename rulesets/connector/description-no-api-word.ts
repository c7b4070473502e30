import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'description-no-api-word',
  severity: 'info',
  description: 'The description does without the word "API".',
  docs: {
    why: 'Makers of flows look for what they can do, not for how it is built; the word takes the place of one that says more.',
    fix: 'Say what users can do: "Looks up items" instead of "API for items".',
    source: 'Connector string guidance.',
  },
  *check({ root }) {
    const { description } = objectOf(root.info);
    if (typeof description !== 'string' || !/\bAPIs?\b/i.test(description)) return;
    yield { at: ['info', 'description'], message: 'The description speaks of an API.' };
  },
  examples: {
    of: infoWith,
    good: [{ description: 'Looks up and changes what a Contoso warehouse has in stock, rapidly.' }, { description: 7 }],
    bad: [
      { part: { description: 'Connects to the API of a Contoso warehouse.' }, at: ['/info/description'] },
      { part: { description: 'All of the APIs of a Contoso warehouse.' }, at: ['/info/description'] },
    ],
  },
});
