import { isObject } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { quoted, shown } from '../functions/quoted.js';

const both = (older: string | undefined, newer: string | undefined) => ({
  type: 'object',
  'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': older },
  'x-ms-dynamic-properties': { operationId: 'GetItem', itemValuePath: newer },
});
const newer = '/paths/~1items~1{id}/get/responses/200/schema/x-ms-dynamic-properties';

export default defineRule({
  on: 'definition',
  id: 'dynamic-item-value-path-match',
  severity: 'error',
  description: 'Both extensions for a dynamic schema find it at the same place in the answer.',
  docs: {
    why: 'Which of the two is used depends on the designer, so that some users see the fields and others do not.',
    fix: 'Write the `itemValuePath` as the `value-path` without the ending "/properties".',
    source: 'Swagger Validator: DynamicPropertiesItemValuePathMismatch.',
  },
  *check(index) {
    for (const { extension, value, holder } of dynamicCalls(index)) {
      const newer = holder.value['x-ms-dynamic-properties'];
      if (extension !== 'x-ms-dynamic-schema' || !isObject(newer)) continue;
      const older = value['value-path'] ?? '';
      if (typeof older !== 'string') continue;
      const expected = older.replace(/(?:^|\/)properties$/, '');
      const { itemValuePath } = newer;
      if ((itemValuePath ?? '') === expected) continue;
      const at = [...holder.at, 'x-ms-dynamic-properties'];
      yield {
        at: itemValuePath === undefined ? at : [...at, 'itemValuePath'],
        message: `"x-ms-dynamic-schema" finds the schema at ${quoted(older)}, but "x-ms-dynamic-properties" at ${shown(itemValuePath)}.`,
        fix: expected === '' ? 'Remove the `itemValuePath`.' : `Set the \`itemValuePath\` to ${quoted(expected)}.`,
      };
    }
  },
  examples: {
    of: answerOf,
    good: [
      both('schema', 'schema'),
      both('schema/properties', 'schema'),
      both('properties', undefined),
      both(undefined, undefined),
      { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': 'schema' } },
    ],
    bad: [
      { part: both('schema/properties', 'schema/properties'), at: [`${newer}/itemValuePath`] },
      { part: both(undefined, 'schema'), at: [`${newer}/itemValuePath`] },
      { part: both('schema', undefined), at: [newer] },
    ],
  },
});
