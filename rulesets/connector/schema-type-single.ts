import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import { quoted, shown } from '../functions/quoted.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'schema-type-single',
  severity: 'error',
  description: 'The type of a value is one name, not a list of types.',
  docs: {
    why: 'A value of several types gets no type at all, and users cannot put it into a field that wants one.',
    fix: 'Name the one type that the value really has; leave a property that may be null out of `required`.',
    source: 'OpenAPI 2.0 specification, Schema Object; Swagger Validator: JsonTypeIncorrect.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, 'type')) {
      const { type } = value;
      if (type === undefined || typeof type === 'string') continue;
      const place = [...at, 'type'];
      const named = namesIn(type);
      const meant = named.length === 1 ? named[0] : undefined;
      yield {
        at: place,
        message: Array.isArray(type)
          ? `The type is a list of ${type.length}, not one name.`
          : `The type has to be one name, not ${shown(type)}.`,
        ...(meant !== undefined && { fix: `Write it ${quoted(meant)}.` }),
        ...(meant !== undefined &&
          Array.isArray(type) &&
          type.length === 1 && { repair: { kind: 'set', at: place, value: meant } as const }),
      };
    }
  },
  examples: {
    of: answerOf,
    good: [{ type: 'object', properties: { type: { type: 'string' } } }],
    bad: [
      { part: { type: ['string', 'null'] }, at: [`${schema}/type`] },
      { part: { type: ['string', 'integer'] }, at: [`${schema}/type`] },
      { part: { type: ['string'] }, at: [`${schema}/type`] },
      { part: { type: 'array', items: { type: null } }, at: [`${schema}/items/type`] },
    ],
  },
});

/** The types of a list, but for the one that only says that the value may be missing. */
function namesIn(type: unknown): string[] {
  return arrayOf(type).filter((name): name is string => typeof name === 'string' && name !== 'null');
}
