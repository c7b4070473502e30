import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { describedValues } from '../functions/described-values.js';
import { quoted } from '../functions/quoted.js';

/** The keywords that limit values of some types only. */
const typesOf = {
  uniqueItems: ['array'],
  minItems: ['array'],
  maxItems: ['array'],
  minLength: ['string', 'file'],
  maxLength: ['string', 'file'],
  pattern: ['string', 'file'],
  minimum: ['number', 'integer'],
  maximum: ['number', 'integer'],
  exclusiveMinimum: ['number', 'integer'],
  exclusiveMaximum: ['number', 'integer'],
  multipleOf: ['number', 'integer'],
  minProperties: ['object'],
  maxProperties: ['object'],
} as const satisfies Record<string, readonly string[]>;

const keywords = Object.entries<readonly string[]>(typesOf);
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'schema-keyword-supported',
  severity: 'warning',
  description: 'A value is limited only by keywords that its type has.',
  docs: {
    why: 'The limit is not checked: users enter what the API then refuses.',
    fix: 'Remove the keyword, write the one that the type has (`maxLength` for a text, `maximum` for a number, `maxItems` for an array), or correct the type.',
    source: 'JSON Schema Validation, section 5; Swagger Validator: SwaggerKeywordNotSupported.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, ...Object.keys(typesOf))) {
      const { type } = value;
      if (typeof type !== 'string') continue;
      for (const [keyword, types] of keywords) {
        if (value[keyword] === undefined || types.includes(type)) continue;
        const place = [...at, keyword];
        yield {
          at: place,
          message: `The keyword \`${keyword}\` says nothing about a value of type ${quoted(type)}.`,
          repair: { kind: 'remove', at: place },
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, uniqueItems: true },
      { type: 'integer', minimum: 1 },
      { type: 'string', maxLength: 10 },
    ],
    bad: [
      { part: { type: 'string', uniqueItems: true }, at: [`${parameter}/uniqueItems`] },
      {
        part: { type: 'array', items: { type: 'string', maximum: 10 }, minimum: 1 },
        at: [`${parameter}/minimum`, `${parameter}/items/maximum`],
      },
    ],
  },
});
