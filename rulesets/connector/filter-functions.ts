import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { arrayOf, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { canonicalText } from '../functions/canonical-text.js';
import { inputSchemas } from '../functions/input-schemas.js';
import { shown } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const extension = 'x-ms-capabilities';
const member = 'filterFunctions';
const column = (functions: unknown) => ({
  type: 'object',
  properties: { color: { type: 'string', [extension]: { [member]: functions } } },
});
const answering = (schema: JsonObject) => ({
  paths: { '/items': { get: { responses: { '200': { description: 'The items.', schema } } } } },
});
const place = `schema/properties/color/${extension}/${member}`;

export default defineRule({
  on: 'definition',
  id: 'filter-functions',
  severity: 'error',
  description: '`filterFunctions` lists each function once, at a column of an answer.',
  docs: {
    why: 'Apps ask the service to filter by what is listed here; an empty or wrong list makes them filter a first page alone.',
    fix: 'List the functions that the service filters this column by, each once, in the schema of the answer; without any, leave the list out.',
    source:
      'Swagger Validator: FilterFunctionsPropertyEmpty, FilterFunctionsPropertyHasDuplicates, FilterFunctionsPropertyInInputSchema.',
  },
  *check(index) {
    const columns = withMember(index.schemas, extension).filter(({ value }) => functionsOf(value) !== undefined);
    if (columns.length === 0) return;
    const sent = new Set(inputSchemas(index).map(one => one.value));
    for (const { value, at } of columns) {
      const functions = functionsOf(value);
      const list = [...at, extension, member];
      if (sent.has(value)) yield { at: list, message: `${member} has no meaning in what is sent.` };
      if (!Array.isArray(functions) || functions.length === 0) {
        yield { at: list, message: `${member} lists no function.` };
      }
      const seen = new Set<string>();
      for (const [position, one] of arrayOf(functions).entries()) {
        const text = canonicalText(one);
        if (seen.has(text)) yield { at: [...list, position], message: `The function ${shown(one)} is listed twice.` };
        seen.add(text);
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [answering(column(['eq', 'ne']))],
    bad: [
      { part: answering(column([])), at: [`/paths/~1items/get/responses/200/${place}`] },
      { part: answering(column(['eq', 'eq'])), at: [`/paths/~1items/get/responses/200/${place}/1`] },
      {
        part: {
          paths: { '/items': { post: { parameters: [{ name: 'item', in: 'body', schema: column(['eq']) }] } } },
        },
        at: [`/paths/~1items/post/parameters/0/${place}`],
      },
    ],
  },
});

function functionsOf(schema: JsonObject): unknown {
  return objectOf(schema[extension])[member];
}
