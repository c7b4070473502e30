import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { quoted } from '../functions/quoted.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'parameter-type-required',
  severity: 'error',
  description: 'A parameter outside the body has a type.',
  docs: {
    why: 'The type decides which input users get and what they may enter; without it the definition is refused.',
    fix: 'Add `type`: string, number, integer, boolean or array, and for form fields also file.',
    source: 'OpenAPI 2.0 specification, Parameter Object; apiDefinition.swagger.schema.json.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      // A list of types is a fault of its own, which another rule tells.
      if (location === null || location === 'body' || Array.isArray(value.type)) continue;
      yield* missingText(value, at, 'type', `The parameter ${quoted(name ?? '')} has no type.`);
    }
  },
  examples: {
    of: parameterWith,
    good: [{ type: 'integer' }, { in: 'body', type: undefined, schema: { type: 'object' } }],
    bad: [
      { part: { type: undefined }, at: [parameter] },
      { part: { type: '' }, at: [`${parameter}/type`] },
    ],
  },
});
