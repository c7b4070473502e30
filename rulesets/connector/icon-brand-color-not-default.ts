import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** White, and the blue that the wizard puts in. */
const defaults = ['#ffffff', '#007ee5'];

export default defineRule({
  on: 'package',
  id: 'icon-brand-color-not-default',
  severity: 'error',
  description: 'The brand colour is neither white nor the default blue #007ee5.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'White vanishes on the page, and the default blue makes the connector look unfinished.',
    fix: "Set `properties.iconBrandColor` to your brand's colour, the same as the icon's background.",
    source:
      'Prepare connector files for certification, "Icon"; pull request template, item 6; certification policy 5000.2.1.1.',
  },
  *check({ properties: { properties } }) {
    const color = properties.iconBrandColor;
    if (typeof color !== 'string' || !defaults.includes(color.toLowerCase())) return;
    yield { at: ['properties', 'iconBrandColor'], message: `The brand colour ${quoted(color)} is a default.` };
  },
  examples: {
    of: propertiesWith,
    good: [{ iconBrandColor: '#12345a' }],
    bad: [
      { part: { iconBrandColor: '#FFFFFF' }, at: ['/properties/iconBrandColor'] },
      { part: { iconBrandColor: '#007ee5' }, at: ['/properties/iconBrandColor'] },
    ],
  },
});
