import { arrayOf, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { securityRequirements } from '../functions/security.js';

const securityDefinitions = {
  login: { type: 'oauth2', flow: 'accessCode', scopes: { 'stock.read': 'Reads the stock.' } },
  api_key: { type: 'apiKey', in: 'header', name: 'X-Key' },
};

export default defineRule({
  on: 'definition',
  id: 'security-scope-defined',
  severity: 'warning',
  description: 'Every scope that is asked for is described in the security definition.',
  docs: {
    why: 'Users consent to scopes by their descriptions; one that is described nowhere is not asked for, and the request is refused.',
    fix: 'Add the scope to `scopes` of the security definition, or correct its name.',
    source: 'Swagger Validator: OAuthSecurityRequirementValueMustBeScopeName.',
  },
  *check(index) {
    for (const { at, name, scopes, scheme } of securityRequirements(index)) {
      if (scheme?.type !== 'oauth2') continue;
      const described = objectOf(scheme.scopes);
      for (const [position, scope] of arrayOf(scopes).entries()) {
        if (typeof scope === 'string' && Object.hasOwn(described, scope)) continue;
        yield {
          at: [...at, position],
          message: `The security definition ${quoted(name)} has no scope ${shown(scope)}.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { securityDefinitions, security: [{ login: ['stock.read'] }] },
      { securityDefinitions, security: [{ api_key: ['stock.read'] }, { login: {} }] },
    ],
    bad: [
      {
        part: { securityDefinitions, security: [{ login: ['stock.read', 'stock.write', 7] }] },
        at: ['/security/0/login/1', '/security/0/login/2'],
      },
    ],
  },
});
