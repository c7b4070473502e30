import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';
import { visibleProperties } from '../functions/visible-properties.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';
const propertiesOf = (properties: object) => ({ type: 'object', properties });

export default defineRule({
  on: 'definition',
  id: 'schema-property-summary',
  severity: 'info',
  description: 'Every property that users see has a name that is meant for people, in `x-ms-summary` or `title`.',
  docs: {
    why: 'Without one, users see the technical name and have to guess what `dt_crtd` is.',
    fix: 'Add `x-ms-summary` with the name in title case, or hide the property with `"x-ms-visibility": "internal"`.',
    source: 'Connector string guidance; OpenAPI extensions for custom connectors, `x-ms-summary`.',
  },
  *check(index) {
    for (const { value, at, property } of visibleProperties(index)) {
      if (textOf(value['x-ms-summary']) !== null || textOf(value.title) !== null) continue;
      yield { at, message: `The property ${quoted(property ?? '')} has no name for users.` };
    }
  },
  examples: {
    of: answerOf,
    good: [
      propertiesOf({ name: { type: 'string', 'x-ms-summary': 'Name' }, size: { type: 'integer', title: 'Size' } }),
      propertiesOf({ etag: { 'x-ms-visibility': 'internal', ...propertiesOf({ id: {} }) } }),
    ],
    bad: [
      { part: propertiesOf({ name: { type: 'string' } }), at: [`${schema}/properties/name`] },
      {
        part: propertiesOf({
          parts: { type: 'array', title: 'Parts', items: propertiesOf({ id: { 'x-ms-summary': ' ' } }) },
        }),
        at: [`${schema}/properties/parts/items/properties/id`],
      },
    ],
  },
});
