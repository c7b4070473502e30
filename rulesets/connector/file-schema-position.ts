import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const file = { type: 'file' };
const referring = { $ref: '#/definitions/File' };
const answering = (schema: JsonObject, definitions: JsonObject = {}) => ({
  paths: { '/items': { get: { responses: { '200': { description: 'The item.', schema } } } } },
  definitions,
});
const schemaAt = '/paths/~1items/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'file-schema-position',
  severity: 'error',
  description: 'A schema of the type file describes a whole answer, never a part of one or a body.',
  docs: {
    why: 'A file cannot be a part of JSON, so what users see as a file in the designer is never there.',
    fix: 'Use the type file for a form field or for the whole answer; elsewhere write a string of the format byte.',
    source: 'Swagger Validator: SchemaTypeFileNotValid; OpenAPI 2.0 specification, Response Object.',
  },
  *check({ schemas, responses, follow }) {
    const answers = new Set<unknown>(responses.map(one => one.value.schema));
    for (const { value, at, property } of schemas) {
      const refers = Object.hasOwn(value, '$ref');
      if (!refers && value.type !== 'file') continue;
      if (answers.has(value)) continue;
      // A definition is judged where it is referred to: it may be a whole answer there.
      if (!refers && at.length === 2 && at[0] === 'definitions') continue;
      if ((refers ? follow(value) : value)?.type !== 'file') continue;
      yield {
        at: [...at, refers ? '$ref' : 'type'],
        message: `${property === null ? 'This' : `The property ${quoted(property)}`} cannot be a file.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [answering(file), answering(referring, { File: file })],
    bad: [
      { part: answering({ type: 'object', properties: { file } }), at: [`${schemaAt}/properties/file/type`] },
      { part: answering({ type: 'array', items: referring }, { File: file }), at: [`${schemaAt}/items/$ref`] },
      {
        part: { paths: { '/items': { post: { parameters: [{ name: 'item', in: 'body', schema: file }] } } } },
        at: ['/paths/~1items/post/parameters/0/schema/type'],
      },
    ],
  },
});
