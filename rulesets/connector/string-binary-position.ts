import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { inputSchemas } from '../functions/input-schemas.js';
import { quoted } from '../functions/quoted.js';

const binary = { type: 'string', format: 'binary' };
const taking = (parameter: JsonObject, others: JsonObject = {}) => ({
  paths: { '/items': { post: { parameters: [{ name: 'file', ...parameter }], responses: {} } } },
  ...others,
});
const referring = { $ref: '#/definitions/File' };
const parameter = '/paths/~1items/post/parameters/0';

export default defineRule({
  on: 'definition',
  id: 'string-binary-position',
  severity: 'error',
  description: 'Input of the format binary is a whole body or a whole form field, never a part of it.',
  docs: {
    why: 'Bytes inside of JSON, an address or a header are damaged on their way, so the file arrives broken.',
    fix: 'Make the file the body itself or a form field; inside of JSON, send it as text of the format byte, in Base64.',
    source: 'Swagger Validator: InvalidStringBinaryProperty.',
  },
  *check(index) {
    for (const { value, at, in: location, name } of index.parameters) {
      if (location === 'body') continue;
      if (isBinary(value) && location !== null && location !== 'formData') {
        yield { at: [...at, 'format'], message: `The parameter ${quoted(name ?? '')} is binary but no form field.` };
      }
      if (isBinary(value.items)) {
        yield { at: [...at, 'items', 'format'], message: `The items of ${quoted(name ?? '')} are binary.` };
      }
    }
    for (const { value, at, property, root } of inputSchemas(index)) {
      // A definition is judged where it is referred to: it may be a whole body there.
      if (root !== null) continue;
      const refers = Object.hasOwn(value, '$ref');
      if (!isBinary(refers ? index.follow(value) : value)) continue;
      const part = property === null ? 'A part' : `The property ${quoted(property)}`;
      yield { at: [...at, refers ? '$ref' : 'format'], message: `${part} of the body is binary.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      taking({ in: 'body', schema: binary }),
      taking({ in: 'body', schema: referring }, { definitions: { File: binary } }),
      taking({ in: 'formData', ...binary }),
      { definitions: { Answer: { type: 'object', properties: { file: binary } } } },
    ],
    bad: [
      {
        part: taking({ in: 'body', schema: { type: 'object', properties: { file: binary } } }),
        at: [`${parameter}/schema/properties/file/format`],
      },
      {
        part: taking({ in: 'body', schema: { type: 'array', items: referring } }, { definitions: { File: binary } }),
        at: [`${parameter}/schema/items/$ref`],
      },
      { part: taking({ in: 'query', ...binary }), at: [`${parameter}/format`] },
      { part: taking({ in: 'formData', type: 'array', items: binary }), at: [`${parameter}/items/format`] },
    ],
  },
});

function isBinary(value: unknown): boolean {
  return isObject(value) && value.type === 'string' && value.format === 'binary';
}
