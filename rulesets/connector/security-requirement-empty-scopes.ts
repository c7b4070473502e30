import { arrayOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import type { Repair } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { securityRequirements } from '../functions/security.js';

const schemes = {
  api_key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  login: { type: 'oauth2', flow: 'accessCode', scopes: { read: 'Reads.' } },
};

export default defineRule({
  on: 'definition',
  id: 'security-requirement-empty-scopes',
  severity: 'error',
  description: 'Scopes are asked for only where users sign in with OAuth 2.0.',
  docs: {
    why: 'A key or a password has no scopes; readers would think that it is limited, and it is not.',
    fix: 'Write an empty list `[]`.',
    source: 'Swagger Validator: SecurityRequirementMustHaveEmptyValue.',
  },
  *check(index) {
    for (const { at, name, scopes, scheme } of securityRequirements(index)) {
      if (scheme === null || scheme.type === 'oauth2') continue;
      const asked = arrayOf(scopes);
      if (asked.length === 0) continue;
      yield {
        at,
        message: `The requirement ${quoted(name)} asks for scopes, which only OAuth 2.0 has.`,
        repair: asked.map((_, position): Repair => ({ kind: 'remove', at: [...at, position] })),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { securityDefinitions: schemes, security: [{ api_key: [] }, { login: ['read'] }] },
      { securityDefinitions: schemes, security: [{ api_key: 'read' }, { other: ['read'] }] },
    ],
    bad: [
      {
        part: { securityDefinitions: schemes, security: [{ api_key: ['read', 'write'] }] },
        at: ['/security/0/api_key'],
      },
    ],
  },
});
