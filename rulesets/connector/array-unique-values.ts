import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { describedValues } from '../functions/described-values.js';
import type { Path } from '../functions/path.js';
import { shown } from '../functions/quoted.js';

const answering = (schema: unknown) => ({ responses: { '200': { description: 'The item.', schema } } });
const schemaAt = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'array-unique-values',
  severity: 'error',
  description: 'Choices, required properties and tags are each listed once.',
  docs: {
    why: 'Users see the same choice twice and wonder what the difference is; strict tools refuse the connector.',
    fix: 'Remove the repeated value.',
    source: 'JSON Schema, `enum` and `required`; Swagger Validator: ArrayDuplicateValue.',
  },
  *check(index) {
    for (const { value, at } of index.operations) {
      if (Array.isArray(value.tags)) yield* repeated(value.tags, [...at, 'tags']);
    }
    for (const { value, at, isParameter } of describedValues(index, 'enum', 'required')) {
      if (Array.isArray(value.enum)) yield* repeated(value.enum, [...at, 'enum']);
      if (!isParameter && Array.isArray(value.required)) yield* repeated(value.required, [...at, 'required']);
    }
  },
  examples: {
    of: operationWith,
    good: [
      { tags: ['stock', 'items'] },
      answering({ type: 'string', enum: ['1', 1, '1.0', 'red', 'Red'] }),
      answering({ enum: [{ a: 1 }, { a: 1 }] }),
    ],
    bad: [
      { part: { tags: ['stock', 'stock'] }, at: ['/paths/~1items~1{id}/get/tags/1'] },
      {
        part: answering({ type: 'string', enum: ['red', 'green', 'red', 'red'] }),
        at: [`${schemaAt}/enum/2`, `${schemaAt}/enum/3`],
      },
      {
        part: answering({ type: 'object', required: ['id', 'id'], properties: { id: { type: 'string' } } }),
        at: [`${schemaAt}/required/1`],
      },
    ],
  },
});

/** Texts, numbers and the like that the list has before. Objects are not compared: a set of choices hardly ever holds any. */
function* repeated(list: readonly unknown[], at: Path): Iterable<DefinitionReport> {
  const before = new Set<unknown>();
  for (const [position, value] of list.entries()) {
    if (typeof value === 'object' && value !== null) continue;
    if (before.has(value)) {
      const place = [...at, position];
      yield {
        at: place,
        message: `The value ${shown(value)} is listed more than once.`,
        repair: { kind: 'remove', at: place },
      };
    }
    before.add(value);
  }
}
