import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';

export default defineRule({
  on: 'definition',
  id: 'contact-required',
  severity: 'error',
  description: 'The connector has a contact.',
  docs: {
    why: 'When the connector fails, users need somebody to ask.',
    fix: 'Add `info.contact` with `name`, `url` and `email` of your support.',
    source:
      'Prepare connector files for certification, step 3; validator message "The \'contact\' property is required".',
  },
  *check({ root }) {
    if (!isObject(root.info)) return;
    const { contact } = root.info;
    if (contact === undefined) yield { at: ['info'], message: 'The connector has no contact.' };
    else if (!isObject(contact)) yield { at: ['info', 'contact'], message: 'The contact is not an object.' };
  },
  examples: {
    of: infoWith,
    good: [{}],
    bad: [
      { part: { contact: undefined }, at: ['/info'] },
      { part: { contact: 'support@contoso.com' }, at: ['/info/contact'] },
    ],
  },
});
