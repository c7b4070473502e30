import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { withMember } from '../functions/with-member.js';

const member = 'x-ms-editor';
const dictionary = { type: 'object', additionalProperties: { type: 'string' }, [member]: 'dictionary' };
const bodyOf = (schema: JsonObject) => ({ in: 'body', type: undefined, schema });
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'editor-dictionary',
  severity: 'error',
  description: 'The editor for dictionaries belongs to an object that takes additional properties.',
  docs: {
    why: 'Users get a table of names and values whose rows are not sent, or are refused by the service.',
    fix: `Make it \`"type": "object"\` with \`additionalProperties\`, or remove \`${member}\`.`,
    source: 'Swagger Validator: InvalidCustomEditorExtensionDictionaryValue.',
  },
  *check({ parameters, schemas }) {
    for (const { value, at } of [...withMember(parameters, member), ...withMember(schemas, member)]) {
      if (value[member] !== 'dictionary' || isDictionary(value)) continue;
      yield { at: [...at, member], message: 'The editor for dictionaries needs an object with additional properties.' };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      bodyOf(dictionary),
      bodyOf({ ...dictionary, additionalProperties: true }),
      bodyOf({ type: 'string', [member]: 'html' }),
    ],
    bad: [
      { part: { [member]: 'dictionary' }, at: [`${parameter}/${member}`] },
      { part: bodyOf({ ...dictionary, type: 'array' }), at: [`${parameter}/schema/${member}`] },
      { part: bodyOf({ ...dictionary, additionalProperties: false }), at: [`${parameter}/schema/${member}`] },
    ],
  },
});

/** JSON Schema takes additional properties unless it is told otherwise. */
function isDictionary({ type, additionalProperties }: JsonObject): boolean {
  return type === 'object' && additionalProperties !== false;
}
