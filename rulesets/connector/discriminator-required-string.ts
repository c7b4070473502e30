import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { arrayOf, own } from '../../src/core/json-value.js';
import { quoted, shown } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const animal = {
  type: 'object',
  discriminator: 'kind',
  required: ['kind'],
  properties: { kind: { type: 'string' } },
};
const withAnimal = (part: object) => ({ definitions: { Animal: { ...animal, ...part } } });
const discriminatorAt = '/definitions/Animal/discriminator';

export default defineRule({
  on: 'definition',
  id: 'discriminator-required-string',
  severity: 'warning',
  description: 'A discriminator is the name of a required text of the same schema.',
  docs: {
    why: 'Without the value that it names, nobody can tell which kind of object an answer holds or a request wants.',
    fix: 'Name a property of type string, and list it in `required`.',
    source:
      'OpenAPI 2.0 specification, Schema Object, `discriminator`; Swagger Validator: DiscriminatorMustBeARequiredStringProperty.',
  },
  *check({ schemas, follow }) {
    for (const { value, at } of withMember(schemas, 'discriminator')) {
      const { discriminator } = value;
      if (discriminator === undefined) continue;
      const place = [...at, 'discriminator'];
      if (typeof discriminator !== 'string') {
        const meant = own(discriminator, 'propertyName');
        yield {
          at: place,
          message: `The discriminator has to be the name of a property, not ${shown(discriminator)}.`,
          ...(typeof meant === 'string' && { fix: `Write it ${quoted(meant)}.` }),
        };
        continue;
      }
      const property = own(value.properties, discriminator);
      if (property === undefined) {
        if (value.allOf !== undefined) continue; // it may be a property of another part
        yield { at: place, message: `The discriminator ${quoted(discriminator)} is none of the schema’s properties.` };
        continue;
      }
      const target = follow(property);
      if (target !== null && target.type !== 'string') {
        yield { at: place, message: `The discriminator ${quoted(discriminator)} is no property of type "string".` };
      } else if (!arrayOf(value.required).includes(discriminator) && value.allOf === undefined) {
        yield {
          at: place,
          message: `The discriminator ${quoted(discriminator)} is a property that is not required.`,
          fix: `Add ${quoted(discriminator)} to \`required\`.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      withAnimal({}),
      {
        definitions: {
          ...withAnimal({ properties: { kind: { $ref: '#/definitions/Kind' } } }).definitions,
          Kind: { type: 'string' },
        },
      },
      withAnimal({ allOf: [animal], properties: {} }),
    ],
    bad: [
      { part: withAnimal({ discriminator: 'Kind' }), at: [discriminatorAt] },
      { part: withAnimal({ required: undefined }), at: [discriminatorAt] },
      { part: withAnimal({ properties: { kind: { type: 'integer' } } }), at: [discriminatorAt] },
      { part: withAnimal({ discriminator: { propertyName: 'kind' } }), at: [discriminatorAt] },
      { part: withAnimal({ discriminator: true }), at: [discriminatorAt] },
    ],
  },
});
