import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';

const reserved = 'connectionId';

export default defineRule({
  on: 'definition',
  id: 'parameter-name-reserved',
  severity: 'error',
  description: 'No parameter has the name that the platform keeps for itself, connectionId.',
  docs: {
    why: 'The platform puts the id of the user’s connection in its place, so what users enter never reaches the service.',
    fix: 'Give the parameter another name, and set the one that the service expects with a policy.',
    source: 'Swagger Validator: ConnectionIdParameterNotAllowed, ReservedParameterIsUsed.',
  },
  *check({ parameters }) {
    for (const { name, at } of parameters) {
      if (name !== reserved) continue;
      yield { at: [...at, 'name'], message: `A parameter must not have the name "${reserved}".` };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ name: 'connection' }],
    bad: [{ part: { name: reserved }, at: ['/paths/~1items~1{id}/get/parameters/1/name'] }],
  },
});
