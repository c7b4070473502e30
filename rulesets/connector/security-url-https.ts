import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { securitySchemes } from '../functions/security.js';

const login = { type: 'oauth2', flow: 'accessCode', scopes: {} };

export default defineRule({
  on: 'definition',
  id: 'security-url-https',
  severity: 'error',
  description: 'Users sign in over https: `authorizationUrl` and `tokenUrl` are https addresses.',
  docs: {
    why: 'Passwords and tokens pass through these two addresses; over plain http everybody on the way can take them.',
    fix: 'Write the address with "https://".',
    source: 'RFC 6749, sections 3.1 and 3.2.',
  },
  *check(index) {
    for (const { at, value } of securitySchemes(index)) {
      for (const name of ['authorizationUrl', 'tokenUrl']) {
        const address = value[name];
        if (typeof address !== 'string' || !/^\s*http:/i.test(address)) continue;
        yield { at: [...at, name], message: `The address ${quoted(address)} is not reached over https.` };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { securityDefinitions: { login: { ...login, tokenUrl: 'https://login.contoso.com/token' } } },
      { securityDefinitions: { login: { ...login, authorizationUrl: 7 } } },
    ],
    bad: [
      {
        part: {
          securityDefinitions: {
            login: {
              ...login,
              authorizationUrl: 'http://login.contoso.com',
              tokenUrl: 'HTTP://login.contoso.com/token',
            },
          },
        },
        at: ['/securityDefinitions/login/authorizationUrl', '/securityDefinitions/login/tokenUrl'],
      },
    ],
  },
});
