import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { productNameIn } from '../functions/product-name.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'description-no-product-name',
  severity: 'error',
  description: 'The description names no product of the platform.',
  docs: {
    why: 'The connector works in all of the platform’s products; readers of the others would think that it is not for them.',
    fix: 'Say what the connector does, not where it is used: "in your flows" or "in your apps" is enough.',
    source: 'Certification policy 5000.2.3.5; Swagger Validator: ValueContainsRestrictedWords.',
  },
  *check({ root }) {
    const { description } = objectOf(root.info);
    const product = typeof description === 'string' ? productNameIn(description) : null;
    if (product === null) return;
    yield {
      at: ['info', 'description'],
      message: `The description names ${quoted(product)}, a product of the platform.`,
    };
  },
  examples: {
    of: infoWith,
    good: [
      { description: 'Looks up in your flows what the powerful Contoso warehouse has in stock.' },
      { description: 7 },
    ],
    bad: [
      { part: { description: 'Brings the stock of a Contoso warehouse into Power Apps.' }, at: ['/info/description'] },
      { part: { description: 'Looks up stock from Logic Apps.' }, at: ['/info/description'] },
    ],
  },
});
