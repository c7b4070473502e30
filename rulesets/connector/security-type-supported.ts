import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { shown } from '../functions/quoted.js';

const supported = ['basic', 'apiKey', 'oauth2'];

export default defineRule({
  on: 'definition',
  id: 'security-type-supported',
  severity: 'error',
  description: 'Security definitions are of type basic, apiKey or oauth2.',
  docs: {
    why: 'The platform offers no sign-in for other types, so nobody can create a connection.',
    fix: 'Use "apiKey" with a header for bearer tokens, "basic" for user and password, "oauth2" with the flow accessCode.',
    source: 'Certification requirements, "Supported authentication"; OpenAPI 2.0, "Security Scheme Object".',
  },
  *check({ root }) {
    for (const [name, definition] of Object.entries(objectOf(root.securityDefinitions))) {
      const { type } = objectOf(definition);
      if (typeof type === 'string' && supported.includes(type)) continue;
      yield {
        at: ['securityDefinitions', name, ...(type === undefined ? [] : ['type'])],
        message:
          type === undefined
            ? 'This security definition has no type.'
            : `The security type ${shown(type)} is not supported; ${supported.join(', ')} are.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ securityDefinitions: { login: { type: 'basic' } } }, { securityDefinitions: {} }],
    bad: [
      {
        part: { securityDefinitions: { login: { type: 'http', scheme: 'bearer' } } },
        at: ['/securityDefinitions/login/type'],
      },
      { part: { securityDefinitions: { login: {} } }, at: ['/securityDefinitions/login'] },
    ],
  },
});
