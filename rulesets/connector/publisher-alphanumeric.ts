import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'package',
  id: 'publisher-alphanumeric',
  severity: 'info',
  description: 'The publisher’s name is made of letters, digits and spaces.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'People search a connector by its publisher, and marks such as "&" or accents are typed in more than one way.',
    fix: 'Write the name without marks: "Contoso Ltd" instead of "Contoso, Ltd.".',
    source: 'Prepare connector files for certification, step 3.',
  },
  *check({ properties: { properties } }) {
    const publisher = textOf(properties.publisher);
    const other = publisher === null ? null : /[^A-Za-z0-9 ]/u.exec(publisher);
    if (publisher === null || other === null) return;
    yield {
      at: ['properties', 'publisher'],
      message: `The publisher’s name ${quoted(publisher)} contains ${quoted(other[0])}.`,
    };
  },
  examples: {
    of: propertiesWith,
    good: [{ publisher: 'Contoso 24' }, { publisher: '' }],
    bad: [
      { part: { publisher: 'Contoso, Ltd.' }, at: ['/properties/publisher'] },
      { part: { publisher: 'Brønnøysund' }, at: ['/properties/publisher'] },
    ],
  },
});
