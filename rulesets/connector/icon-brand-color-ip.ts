import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { textOf } from '../functions/text-of.js';

/** What marks connectors of independent publishers. */
const independentColor = '#da3b01';

export default defineRule({
  on: 'package',
  id: 'icon-brand-color-ip',
  severity: 'error',
  description: 'The brand colour is #da3b01 for independent publishers, and for nobody else.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The colour tells users whether the owner of the API answers for the connector or somebody else.',
    fix: 'Independent publishers write "#da3b01"; verified publishers write the colour of their brand.',
    source: 'Prepare connector files for certification, step 4; PowerPlatformConnectors repository, README.',
  },
  *check({ profile, properties: { properties } }) {
    const color = properties.iconBrandColor;
    if (typeof color !== 'string' || textOf(color) === null) return;
    const isIndependent = color.toLowerCase() === independentColor;
    if (isIndependent === (profile === 'independent')) return;
    const at = ['properties', 'iconBrandColor'];
    if (profile === 'independent') {
      yield {
        at,
        message: `The brand colour of an independent publisher has to be ${independentColor}.`,
        fix: `Set \`properties.iconBrandColor\` to "${independentColor}".`,
        repair: { kind: 'set', at, value: independentColor },
      };
    } else {
      yield {
        at,
        message: `The brand colour ${independentColor} is reserved for independent publishers.`,
        fix: "Set `properties.iconBrandColor` to your brand's colour.",
      };
    }
  },
  examples: {
    of: propertiesWith,
    good: [{ iconBrandColor: '#12345a' }],
    bad: [
      { part: { iconBrandColor: '#DA3B01' }, at: ['/properties/iconBrandColor'] },
      { part: { iconBrandColor: '#12345a' }, at: ['/properties/iconBrandColor'], profile: 'independent' },
    ],
  },
});
