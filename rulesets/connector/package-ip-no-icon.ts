import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { exampleIcon, packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'package-ip-no-icon',
  severity: { verified: 'off', independent: 'error' },
  description: "An independent publisher's package has no icon.",
  file: packageFileNames.icon,
  docs: {
    why: 'Independent publishers do not own the brand of the API; users recognise their connectors by the one generic icon.',
    fix: 'Remove the picture; the programme adds the generic icon.',
    source: 'PowerPlatformConnectors repository, pull request template, item 6.',
  },
  *check({ files }) {
    for (const { path } of files) {
      if (!/^icon\.[a-z]+$/i.test(path)) continue;
      yield {
        file: path,
        message: 'An independent publisher may not bring an icon.',
        fix: `Remove \`${path}\` from the package; the programme adds the generic icon.`,
      };
    }
  },
  examples: {
    of: packageWith,
    profile: 'independent',
    good: [{ 'icon.png': null }],
    bad: [{ part: { 'icon.png': exampleIcon }, at: [{ file: packageFileNames.icon }] }],
  },
});
