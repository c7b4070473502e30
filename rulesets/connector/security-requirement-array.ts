import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { securityRequirements } from '../functions/security.js';

export default defineRule({
  on: 'definition',
  id: 'security-requirement-array',
  severity: 'error',
  description: 'The value of a security requirement is a list: of scopes, or an empty one.',
  docs: {
    why: 'Tools refuse the definition, or read the requirement as none and send requests without a sign-in.',
    fix: 'Write the scopes as a list, and an empty list `[]` where there are none.',
    source:
      'Swagger Validator: SecurityRequirementMustHaveValue; OpenAPI 2.0 specification, "Security Requirement Object".',
  },
  *check(index) {
    for (const { at, name, scopes } of securityRequirements(index)) {
      if (Array.isArray(scopes)) continue;
      yield { at, message: `The requirement ${quoted(name)} has the value ${shown(scopes)} instead of a list.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ security: [{ api_key: [] }] }, { security: 'api_key' }],
    bad: [
      { part: { security: [{ api_key: '' }] }, at: ['/security/0/api_key'] },
      { part: { security: [{ api_key: {} }, { login: null }] }, at: ['/security/0/api_key', '/security/1/login'] },
    ],
  },
});
