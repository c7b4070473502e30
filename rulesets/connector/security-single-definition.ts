import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { securitySchemes } from '../functions/security.js';

export default defineRule({
  on: 'definition',
  id: 'security-single-definition',
  severity: 'warning',
  description: 'The definition has one way to sign in at most.',
  docs: {
    why: 'The import takes the first security definition and drops the others; users are never offered them.',
    fix: 'Keep the one that is used. Several ways to sign in are described by `connectionParameterSets` in apiProperties.json.',
    source: 'Create a custom connector from an OpenAPI definition, "Prerequisites".',
  },
  limits: { most: 1 },
  *check(index, { most }) {
    const schemes = securitySchemes(index);
    const first = schemes[0];
    if (first === undefined || schemes.length <= most) return;
    yield {
      at: ['securityDefinitions'],
      message: `There are ${schemes.length} security definitions; only ${quoted(first.name)} is used.`,
    };
  },
  examples: {
    of: definitionWith,
    good: [{ securityDefinitions: { login: { type: 'basic' } } }, { securityDefinitions: {} }],
    bad: [
      {
        part: {
          securityDefinitions: { login: { type: 'basic' }, key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
        },
        at: ['/securityDefinitions'],
      },
    ],
  },
});
