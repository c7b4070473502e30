import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { shown } from '../functions/quoted.js';

const oauth = { type: 'oauth2', authorizationUrl: 'https://login.contoso.com/authorize', scopes: {} };

export default defineRule({
  on: 'definition',
  id: 'security-oauth2-access-code-only',
  severity: 'error',
  description: 'OAuth 2.0 uses the flow accessCode.',
  docs: {
    why: 'The platform signs users in with the authorization code flow only; with another flow every sign-in fails.',
    fix: 'Set `"flow": "accessCode"` with `authorizationUrl` and `tokenUrl`. For an API with client credentials only, use its key as `apiKey` instead.',
    source: 'Connection parameters and Troubleshoot OAuth 2.0 (connector documentation).',
  },
  *check({ root }) {
    for (const [name, definition] of Object.entries(objectOf(root.securityDefinitions))) {
      const { type, flow } = objectOf(definition);
      if (type !== 'oauth2' || flow === 'accessCode') continue;
      yield {
        at: ['securityDefinitions', name, ...(flow === undefined ? [] : ['flow'])],
        message:
          flow === undefined
            ? 'This OAuth 2.0 definition names no flow.'
            : `The OAuth 2.0 flow ${shown(flow)} is not supported; "accessCode" is.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { securityDefinitions: { login: { ...oauth, flow: 'accessCode', tokenUrl: 'https://login.contoso.com/token' } } },
    ],
    bad: [
      {
        part: { securityDefinitions: { login: { ...oauth, flow: 'implicit' } } },
        at: ['/securityDefinitions/login/flow'],
      },
      { part: { securityDefinitions: { login: oauth } }, at: ['/securityDefinitions/login'] },
    ],
  },
});
