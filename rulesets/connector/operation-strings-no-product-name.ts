import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { productNameIn } from '../functions/product-name.js';
import { quoted } from '../functions/quoted.js';

const operation = '/paths/~1items~1{id}/get';

export default defineRule({
  on: 'definition',
  id: 'operation-strings-no-product-name',
  severity: 'warning',
  description: 'An operation’s summary and description name no product of the platform.',
  docs: {
    why: 'One connector serves flows, apps, agents and workflows; a text that names one of them misleads users of the others.',
    fix: 'Say "flow", "app" or nothing at all instead of the name of the product.',
    source: 'Prepare connector files for certification.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      for (const member of ['summary', 'description']) {
        const text = value[member];
        const name = typeof text === 'string' ? productNameIn(text) : null;
        if (name === null) continue;
        yield { at: [...at, member], message: `The ${member} names the product ${quoted(name)}.` };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'Get the power bill', description: 'Gets the bill for power.' }, { summary: undefined }],
    bad: [
      {
        part: { summary: 'Get an item for Power BI', description: 'Gets an item into PowerApps.' },
        at: [`${operation}/summary`, `${operation}/description`],
      },
    ],
  },
});
