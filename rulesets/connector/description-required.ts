import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'description-required',
  severity: 'error',
  description: 'The connector has a description.',
  docs: {
    why: 'The description tells people whether the connector is what they look for; the upload tool fails without it.',
    fix: 'Set `info.description` to one or two sentences, 30 to 500 characters.',
    source: 'Prepare connector files for certification, "Description".',
  },
  check: ({ root }) => missingText(root.info, ['info'], 'description', 'The connector has no description.'),
  examples: {
    of: infoWith,
    good: [{ description: 'Looks up and changes what a Contoso warehouse has in stock.' }],
    bad: [
      { part: { description: undefined }, at: ['/info'] },
      { part: { description: '' }, at: ['/info/description'] },
    ],
  },
});
