import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { productNameIn } from '../functions/product-name.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'title-no-product-name',
  severity: 'error',
  description: 'The title names no product of the platform.',
  docs: {
    why: 'Users would take the connector for a part of that product, made by its maker; and every connector works with all of them.',
    fix: 'Name the product that the connector reaches, and nothing else.',
    source: 'Connector string guidance; certification policy 5000.2.2.2.',
  },
  *check({ root }) {
    const { title } = objectOf(root.info);
    const product = typeof title === 'string' ? productNameIn(title) : null;
    if (product === null) return;
    yield { at: ['info', 'title'], message: `The title names ${quoted(product)}, a product of the platform.` };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Power Tools' }, { title: 7 }],
    bad: [
      { part: { title: 'Contoso for Power Automate' }, at: ['/info/title'] },
      { part: { title: 'Robots for PowerBI' }, at: ['/info/title'] },
    ],
  },
});
