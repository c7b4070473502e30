import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { quoted, shown } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';
const name = { type: 'string' };

export default defineRule({
  on: 'definition',
  id: 'required-property-defined',
  severity: 'warning',
  description: 'Every property that an object requires is one of its properties.',
  docs: {
    why: 'Users are not asked for a property that is not described, and calls fail for want of it.',
    fix: 'Write the name as it stands in `properties`, add the property there, or take the name out of `required`.',
    source: 'Swagger Validator: RequiredPropertyDefinitionMissing.',
  },
  *check({ schemas }) {
    for (const { value, at } of withMember(schemas, 'required')) {
      if (!Array.isArray(value.required) || !namesAllProperties(value) || isPartOfAnother(at)) continue;
      const properties = isObject(value.properties) ? value.properties : {};
      let byLowerCase: Map<string, string> | null = null;
      for (const [position, required] of (value.required as unknown[]).entries()) {
        if (typeof required === 'string' && Object.hasOwn(properties, required)) continue;
        byLowerCase ??= new Map(Object.keys(properties).map(one => [one.toLowerCase(), one]));
        const meant = typeof required === 'string' ? byLowerCase.get(required.trim().toLowerCase()) : undefined;
        yield {
          at: [...at, 'required', position],
          message: `The object requires ${shown(required)}, which is none of its properties.`,
          ...(meant !== undefined && { fix: `Write it ${quoted(meant)}.` }),
        };
      }
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'object', required: ['name'], properties: { name } },
      { type: 'object', required: ['name'], allOf: [{ type: 'object', properties: { name } }] },
      {
        type: 'object',
        allOf: [
          { type: 'object', required: ['name'] },
          { type: 'object', properties: { name } },
        ],
      },
      { type: 'object', required: ['name'], 'x-ms-dynamic-schema': { operationId: 'GetItem' } },
      { type: 'object', required: ['name'], additionalProperties: { type: 'string' } },
      { type: 'array', required: ['name'], items: { type: 'object', properties: { name } } },
    ],
    bad: [
      { part: { type: 'object', required: ['name', 'size'], properties: { name } }, at: [`${schema}/required/1`] },
      { part: { type: 'object', required: ['Name'], properties: { name } }, at: [`${schema}/required/0`] },
      {
        part: { required: ['toString', true], properties: { name } },
        at: [`${schema}/required/0`, `${schema}/required/1`],
      },
      { part: { type: 'object', required: ['name'] }, at: [`${schema}/required/0`] },
    ],
  },
});

/** False where an object has properties that this schema does not name, and where it is no object at all. */
function namesAllProperties(schema: JsonObject): boolean {
  const { type, additionalProperties } = schema;
  if (type !== 'object' && (type !== undefined || !isObject(schema.properties))) return false;
  if (additionalProperties === true || isObject(additionalProperties)) return false;
  return ['$ref', 'allOf', 'oneOf', 'anyOf', 'x-ms-dynamic-schema', 'x-ms-dynamic-properties'].every(
    keyword => schema[keyword] === undefined,
  );
}

/** True for one of several schemas that are combined: the properties may stand in another. */
function isPartOfAnother(at: readonly (string | number)[]): boolean {
  const keyword = at.at(-2);
  return typeof at.at(-1) === 'number' && (keyword === 'allOf' || keyword === 'oneOf' || keyword === 'anyOf');
}
