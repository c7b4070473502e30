import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'internal-required-needs-default',
  severity: 'error',
  description: 'A required parameter that users do not see has a default.',
  docs: {
    why: 'Users are not asked for it and the call cannot be made without it, so the operation never works.',
    fix: 'Give it the `default` that has to be sent, or let users see it.',
    source: 'OpenAPI extensions for custom connectors, note on `x-ms-visibility`.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at, internal } of parameters) {
      if (location === 'body' || !internal || value.required !== true) continue;
      // The platform itself fills in the address that a webhook reports to.
      if (value.default !== undefined || value['x-ms-notification-url'] === true) continue;
      yield { at, message: `The parameter ${quoted(name ?? '')} is internal and required but has no default.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { 'x-ms-visibility': 'internal', required: true, default: 'red' },
      { 'x-ms-visibility': 'internal' },
      { required: true },
    ],
    bad: [{ part: { 'x-ms-visibility': 'internal', required: true }, at: ['/paths/~1items~1{id}/get/parameters/1'] }],
  },
});
