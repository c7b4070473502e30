import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'description-length',
  severity: 'error',
  description: 'The description has 30 to 500 characters.',
  docs: {
    why: 'A shorter one says nothing, a longer one is cut.',
    fix: 'Say in one or two sentences what users can do with the connector.',
    source: 'Certification policy 5000.2.3.4; Swagger Validator: FieldLengthNotInRange.',
  },
  limits: { fewest: 30, most: 500 },
  *check({ root }, { fewest, most }) {
    const { description } = objectOf(root.info);
    if (typeof description !== 'string' || textOf(description) === null) return;
    const { length } = description;
    if (length >= fewest && length <= most) return;
    yield {
      at: ['info', 'description'],
      message: `The description has ${length} characters; ${fewest} to ${most} are allowed.`,
    };
  },
  examples: {
    of: infoWith,
    good: [{ description: 'x'.repeat(30) }, { description: 'x'.repeat(500) }],
    bad: [
      { part: { description: 'A stock connector.' }, at: ['/info/description'] },
      { part: { description: 'x'.repeat(501) }, at: ['/info/description'] },
    ],
  },
});
