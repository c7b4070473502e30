import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const id = { name: 'id', in: 'path', type: 'string', 'x-ms-summary': 'Item', description: 'The item to get.' };

export default defineRule({
  on: 'definition',
  id: 'path-parameter-required',
  severity: 'error',
  description: 'Every path parameter is required.',
  docs: {
    why: 'Without the value there is no address to call; users have to be told before, not by a failure.',
    fix: 'Add `"required": true` to the parameter.',
    source: 'Swagger Validator: PathParameterMustBeRequired.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      if (location !== 'path' || value.required === true) continue;
      yield {
        at: value.required === undefined ? at : [...at, 'required'],
        message: `The path parameter ${quoted(name ?? '')} is not required.`,
        repair: { kind: 'set', at: [...at, 'required'], value: true },
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [{ ...id, required: true }] }],
    bad: [
      { part: { parameters: [id] }, at: ['/paths/~1items~1{id}/get/parameters/0'] },
      { part: { parameters: [{ ...id, required: false }] }, at: ['/paths/~1items~1{id}/get/parameters/0/required'] },
    ],
  },
});
