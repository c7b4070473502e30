import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'title-required',
  severity: 'error',
  description: 'The connector has a title.',
  docs: {
    why: 'The title is the name under which people search for the connector.',
    fix: "Set `info.title` to the product's name, at most 30 characters.",
    source: 'Prepare connector files for certification, "Title"; Swagger Validator: RequiredValueEmpty.',
  },
  check: ({ root }) => missingText(root.info, ['info'], 'title', 'The connector has no title.'),
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Stock' }],
    bad: [
      { part: { title: undefined }, at: ['/info'] },
      { part: { title: '  ' }, at: ['/info/title'] },
    ],
  },
});
