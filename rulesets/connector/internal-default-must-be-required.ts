import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { inputSchemas } from '../functions/input-schemas.js';
import { quoted } from '../functions/quoted.js';

const hidden = { 'x-ms-visibility': 'internal', default: 'red' };
const bodyOf = (schema: JsonObject) => ({ name: 'item', in: 'body', type: undefined, schema });

export default defineRule({
  on: 'definition',
  id: 'internal-default-must-be-required',
  severity: 'error',
  description: 'An input that users do not see and that has a default is required.',
  docs: {
    why: 'Hidden inputs that are not required are left out of the call, so the default never reaches the service.',
    fix: 'Mark it as required, so that the default is sent; or remove the default if it is not to be sent.',
    source: 'Swagger Validator: PropertyMustBeRequired, InternalPropertyWithDefaultOptional.',
  },
  *check(index) {
    for (const { in: location, value, name, at, internal } of index.parameters) {
      if (location === 'body' || !internal || value.default === undefined || value.required === true) continue;
      yield { at, message: `The parameter ${quoted(name ?? '')} is internal and has a default but is not required.` };
    }
    for (const { value, property, required, at } of inputSchemas(index)) {
      if (property === null || required || value.default === undefined) continue;
      if (value['x-ms-visibility'] !== 'internal') continue;
      yield { at, message: `The property ${quoted(property)} is internal and has a default but is not required.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { ...hidden, required: true },
      { 'x-ms-visibility': 'internal' },
      { default: 'red' },
      bodyOf({ type: 'object', required: ['color'], properties: { color: hidden } }),
    ],
    bad: [
      { part: hidden, at: ['/paths/~1items~1{id}/get/parameters/1'] },
      {
        part: bodyOf({ type: 'object', properties: { color: hidden } }),
        at: ['/paths/~1items~1{id}/get/parameters/1/schema/properties/color'],
      },
    ],
  },
});
