import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';

export default defineRule({
  on: 'definition',
  id: 'title-max-length',
  severity: 'error',
  description: 'The title has at most 30 characters.',
  docs: {
    why: 'Longer titles are cut in the list of connectors, and then look alike.',
    fix: 'Shorten the title to the name of the product; what it does belongs in the description.',
    source: 'Certification policy 5000.2.2.1; Swagger Validator: FieldLengthExceeded.',
  },
  limits: { most: 30 },
  *check({ root }, { most }) {
    const { title } = objectOf(root.info);
    if (typeof title !== 'string' || title.length <= most) return;
    yield { at: ['info', 'title'], message: `The title has ${title.length} characters; at most ${most} are allowed.` };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'x'.repeat(30) }],
    bad: [{ part: { title: 'Contoso Stock for Warehouses and Shops' }, at: ['/info/title'] }],
  },
});
