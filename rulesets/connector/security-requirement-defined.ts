import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { securityRequirements } from '../functions/security.js';

const login = { login: { type: 'basic' } };

export default defineRule({
  on: 'definition',
  id: 'security-requirement-defined',
  severity: 'ratchet',
  description: 'What `security` asks for is one of `securityDefinitions`.',
  docs: {
    why: 'A sign-in that is described nowhere cannot be carried out: the requests go out without it and are refused.',
    fix: 'Name a member of `securityDefinitions`, or add one of this name.',
    source: 'Swagger Validator: SecurityRequirementMustBeDefined.',
  },
  *check(index) {
    const names = new Map(
      Object.keys(objectOf(index.root.securityDefinitions)).map(name => [name.toLowerCase(), name] as const),
    );
    for (const { at, name, scheme } of securityRequirements(index)) {
      if (scheme !== null) continue;
      const meant = names.get(name.trim().toLowerCase());
      yield {
        at,
        message: `There is no security definition ${quoted(name)}.`,
        ...(meant !== undefined && { fix: `Write it ${quoted(meant)}.` }),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ securityDefinitions: login, security: [{ login: [] }] }, { security: {} }],
    bad: [
      { part: { securityDefinitions: login, security: [{ Login: [] }] }, at: ['/security/0/Login'] },
      {
        part: { securityDefinitions: {}, paths: { '/items': { get: { security: [{ constructor: [] }] } } } },
        at: ['/paths/~1items/get/security/0/constructor'],
      },
    ],
  },
});
