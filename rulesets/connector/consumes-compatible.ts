import { defineRule } from '../define-rule.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { definitionWith } from '../examples.js';
import { mediaTypes } from '../functions/media-type.js';
import { quoted, shown } from '../functions/quoted.js';

const formTypes = ['multipart/form-data', 'application/x-www-form-urlencoded'];

const operation = { operationId: 'AddItem', summary: 'Add an item', description: 'Adds an item.', responses: {} };
const color = { name: 'color', in: 'formData', type: 'string' };
const item = (type: string) => ({ name: 'item', in: 'body', schema: { type } });
const taking = (parameter: object, ...consumes: string[]) => ({
  paths: { '/items': { post: { ...operation, parameters: [parameter], consumes } } },
});

export default defineRule({
  on: 'definition',
  id: 'consumes-compatible',
  severity: 'error',
  description: 'What an operation takes can be sent in one of the media types that it consumes.',
  docs: {
    why: 'What users fill in arrives in a form that the API does not expect, and every call fails.',
    fix: 'Name "multipart/form-data" or "application/x-www-form-urlencoded" for form data, "application/json" for objects and lists.',
    source:
      'Swagger Validator: MimeTypeNotCompatibleWithRequestContentSchemaType; OpenAPI 2.0 specification, Parameter Object.',
  },
  *check({ operations, follow }) {
    for (const operationEntry of operations) {
      const { consumes, value, at, label } = operationEntry;
      if (consumes === null || consumes.length === 0) continue;
      const content = incompatible(operationEntry, follow);
      if (content === null) continue;
      yield {
        at: Array.isArray(value.consumes) ? [...at, 'consumes'] : at,
        message: `The operation ${quoted(label)} takes ${content}, which cannot be sent as ${shown(consumes[0])}.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      taking(color, 'application/json', 'multipart/form-data; boundary=x'),
      taking(color),
      taking(item('object'), 'text/plain', 'application/json'),
      taking(item('string'), 'text/plain'),
      {},
    ],
    bad: [
      { part: taking(color, 'application/json'), at: ['/paths/~1items/post/consumes'] },
      { part: taking(item('array'), 'text/plain'), at: ['/paths/~1items/post/consumes'] },
      {
        part: { consumes: ['application/json'], paths: { '/items': { post: { ...operation, parameters: [color] } } } },
        at: ['/paths/~1items/post'],
      },
    ],
  },
});

/** What of an operation's content fits none of the media types that it consumes; null when all of it fits one. */
function incompatible(
  { parameters, consumes }: OperationEntry,
  follow: DefinitionIndex['follow'],
): 'form data' | 'an object' | 'a list' | null {
  const types = mediaTypes(consumes ?? []);
  if (!formTypes.some(type => types.has(type)) && parameters.some(one => one.in === 'formData')) return 'form data';
  if (types.size > 1 || !types.has('text/plain')) return null;
  const body = parameters.find(one => one.in === 'body');
  const type = follow(body?.value.schema)?.type;
  if (type === 'object') return 'an object';
  return type === 'array' ? 'a list' : null;
}
