import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'info-version-required',
  severity: 'error',
  description: 'The connector has a version.',
  docs: {
    why: 'The version names what was certified; without it two submissions cannot be told apart.',
    fix: 'Set `info.version` to a text such as "1.0.0", and raise it with every submission.',
    source: 'OpenAPI 2.0, "Info Object"; apiDefinition.swagger.schema.json.',
  },
  check: ({ root }) => missingText(root.info, ['info'], 'version', 'The connector has no version.'),
  examples: {
    of: infoWith,
    good: [{ version: '1.0.0' }],
    bad: [
      { part: { version: undefined }, at: ['/info'] },
      { part: { version: 1 }, at: ['/info/version'] },
    ],
  },
});
