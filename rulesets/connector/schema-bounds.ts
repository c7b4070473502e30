import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { answerOf } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import type { Path } from '../functions/path.js';

/** The keywords that count something, the lower one first. */
const counters = [
  ['minItems', 'maxItems'],
  ['minLength', 'maxLength'],
  ['minProperties', 'maxProperties'],
] as const;

const exclusives = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const;

/** Hardly any value has one of them. */
const limits = [...counters.flat(), ...exclusives.flat(), 'multipleOf'];

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'schema-bounds',
  severity: 'error',
  description: 'The limits of a value leave something that it can be.',
  docs: {
    why: 'No value is within such limits, so users cannot enter one that is taken.',
    fix: 'Write the smaller number as the lower limit, use no counts below zero, and put `exclusiveMinimum` and `exclusiveMaximum` beside the limit that they are about.',
    source:
      'JSON Schema Validation, section 5; Swagger Validator: MinimumShouldBeLessThanOrEqualToMaximum, MinLengthShouldBeLessThanOrEqualToMaxLength and the like.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, ...limits)) {
      for (const [lower, upper] of counters) {
        if (value[lower] === undefined && value[upper] === undefined) continue;
        yield* counted(value, lower, at);
        yield* counted(value, upper, at);
        yield* crossed(value, lower, upper, at);
      }
      if (value.minimum !== undefined) yield* crossed(value, 'minimum', 'maximum', at);
      for (const [exclusive, limit] of exclusives) {
        if (typeof value[exclusive] !== 'boolean' || value[limit] !== undefined) continue;
        const place = [...at, exclusive];
        yield {
          at: place,
          message: `The keyword \`${exclusive}\` stands without \`${limit}\`, which it is about.`,
          ...(!value[exclusive] && { repair: { kind: 'remove', at: place } as const }),
        };
      }
      const { multipleOf } = value;
      if (typeof multipleOf === 'number' && multipleOf <= 0) {
        yield { at: [...at, 'multipleOf'], message: `A value cannot be a multiple of ${multipleOf}.` };
      }
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'string', minLength: 2, maxLength: 2 },
      { type: 'integer', minimum: -5, maximum: 5, exclusiveMinimum: true, multipleOf: 0.5 },
      { type: 'array', items: { type: 'string' }, minItems: 0 },
    ],
    bad: [
      { part: { type: 'string', minLength: 3, maxLength: 2 }, at: [`${schema}/minLength`] },
      { part: { type: 'number', minimum: 1, maximum: 0.5 }, at: [`${schema}/minimum`] },
      {
        part: { type: 'array', items: { type: 'string', minLength: -1 }, maxItems: -2 },
        at: [`${schema}/maxItems`, `${schema}/items/minLength`],
      },
      {
        part: { type: 'number', exclusiveMinimum: false, exclusiveMaximum: true },
        at: [`${schema}/exclusiveMinimum`, `${schema}/exclusiveMaximum`],
      },
      { part: { type: 'number', multipleOf: 0 }, at: [`${schema}/multipleOf`] },
    ],
  },
});

function* counted(value: JsonObject, keyword: string, at: Path): Iterable<DefinitionReport> {
  const count = value[keyword];
  if (typeof count !== 'number' || count >= 0) return;
  yield { at: [...at, keyword], message: `The limit \`${keyword}\` is ${count}, but nothing has fewer than zero.` };
}

function* crossed(value: JsonObject, lower: string, upper: string, at: Path): Iterable<DefinitionReport> {
  const least = value[lower];
  const most = value[upper];
  if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return;
  yield { at: [...at, lower], message: `The limit \`${lower}\` is ${least}, which is above \`${upper}\`, ${most}.` };
}
