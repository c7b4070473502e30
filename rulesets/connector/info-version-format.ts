import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'info-version-format',
  severity: 'info',
  description: 'The version is one to four numbers with dots between them.',
  docs: {
    why: 'Only numbers tell which of two versions is the newer one.',
    fix: 'Write a version such as "1.0" or "1.2.3", without letters before or behind it.',
    source: 'apiDefinition.swagger.schema.json; https://semver.org.',
  },
  *check({ root }) {
    const { version } = objectOf(root.info);
    if (typeof version !== 'string' || textOf(version) === null || /^\d+(?:\.\d+){0,3}$/.test(version)) return;
    yield { at: ['info', 'version'], message: `${quoted(version)} is not a version made of numbers.` };
  },
  examples: {
    of: infoWith,
    good: [{ version: '1' }, { version: '1.2.3.4' }, { version: '' }, { version: 1 }],
    bad: [
      { part: { version: 'v1.0' }, at: ['/info/version'] },
      { part: { version: '2021-10-01' }, at: ['/info/version'] },
      { part: { version: '1.2.3.4.5' }, at: ['/info/version'] },
    ],
  },
});
