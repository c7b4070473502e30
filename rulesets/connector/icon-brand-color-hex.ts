import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { textOf } from '../functions/text-of.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'package',
  id: 'icon-brand-color-hex',
  severity: 'error',
  description: 'The brand colour is written as # and six hexadecimal digits.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The platform understands no colour names and no short forms; the connector would be shown without its colour.',
    fix: 'Write the colour as "#rrggbb", such as "#12345a".',
    source: 'Certification policy 5000.2.1.1.',
  },
  *check({ properties: { properties } }) {
    const color = properties.iconBrandColor;
    if (typeof color !== 'string' || textOf(color) === null || /^#[0-9A-Fa-f]{6}$/.test(color)) return;
    const long = sixDigits(color);
    yield {
      at: ['properties', 'iconBrandColor'],
      message: `The brand colour ${quoted(color)} is not # and six hexadecimal digits.`,
      ...(long !== null && {
        fix: `Write it "#${long}".`,
        repair: { kind: 'set', at: ['properties', 'iconBrandColor'], value: `#${long}` },
      }),
    };
  },
  examples: {
    of: propertiesWith,
    good: [{ iconBrandColor: '#12345A' }],
    bad: [
      { part: { iconBrandColor: '#abc' }, at: ['/properties/iconBrandColor'] },
      { part: { iconBrandColor: '12345a' }, at: ['/properties/iconBrandColor'] },
      { part: { iconBrandColor: 'navy' }, at: ['/properties/iconBrandColor'] },
      { part: { iconBrandColor: '#fff;}</style>' }, at: ['/properties/iconBrandColor'] },
    ],
  },
});

/** The digits of a colour that lacks only its mark, or is written in the short form; null for anything else. */
function sixDigits(color: string): string | null {
  const digits = /^#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})$/.exec(color.trim())?.[1];
  if (digits === undefined) return null;
  return digits.length === 6 ? digits : digits.replace(/./g, '$&$&');
}
