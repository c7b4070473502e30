import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { own } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import { nearName } from '../functions/near-name.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { schemaTypes } from '../functions/value-type.js';

/** Names that other languages have for the same types. */
const elsewhere = {
  int: 'integer',
  long: 'integer',
  int32: 'integer',
  int64: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  str: 'string',
  text: 'string',
  date: 'string',
  'date-time': 'string',
  datetime: 'string',
  uuid: 'string',
  guid: 'string',
  list: 'array',
  dict: 'object',
  map: 'object',
};

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'schema-type-valid',
  severity: 'error',
  description: 'A type is string, number, integer, boolean, array, object or file.',
  docs: {
    why: 'A value of an unknown type is offered to no field and gets no input.',
    fix: 'Name one of the seven types; what kind of text or number it is belongs into `format`.',
    source: 'OpenAPI 2.0 specification, Data Types; Swagger Validator: JsonValueNotInEnum.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, 'type')) {
      const { type } = value;
      if (typeof type !== 'string' || schemaTypes.includes(type)) continue;
      const place = [...at, 'type'];
      const sameName = sameButForCase(type, schemaTypes);
      const meant = sameName ?? own(elsewhere, type.trim().toLowerCase()) ?? nearName(type, schemaTypes);
      yield {
        at: place,
        message: `There is no type ${quoted(type)}.`,
        ...(typeof meant === 'string' && { fix: `Write it ${quoted(meant)}.` }),
        ...(sameName !== null && { repair: { kind: 'set', at: place, value: sameName } as const }),
      };
    }
  },
  examples: {
    of: answerOf,
    good: [{ type: 'object', properties: { size: { type: 'integer' }, color: {} } }],
    bad: [
      { part: { type: 'array', items: { type: 'String' } }, at: [`${schema}/items/type`] },
      { part: { type: 'int' }, at: [`${schema}/type`] },
      { part: { type: 'ojbect' }, at: [`${schema}/type`] },
      { part: { type: 'any' }, at: [`${schema}/type`] },
    ],
  },
});
