import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { definitionWith, signInOf } from '../examples.js';
import { namedAddresses } from '../functions/named-addresses.js';
import { privateHost } from '../functions/private-host.js';
import { quoted } from '../functions/quoted.js';

/** Schemes that run or open something on the machine of whoever follows the address. */
const dangerous = new Set(['javascript', 'vbscript', 'data', 'file', 'blob', 'filesystem', 'jar', 'view-source']);

const tokenAt = '/properties/connectionParameters/token/oAuthSettings/customParameters/tokenUrl/value';
const login = { type: 'oauth2', flow: 'accessCode', scopes: {} };

export default defineRule({
  on: 'package',
  id: 'address-public',
  severity: 'error',
  description:
    'The connector’s pages and its sign-in are at public addresses: no script, no file, no host of an internal network.',
  file: packageFileNames.definition,
  docs: {
    why: 'Users and reviewers follow these addresses: a script runs in their browser, and a host of an internal network answers with what was never meant to leave it.',
    fix: 'Write the https address under which everybody reaches the page or the identity provider.',
    source: 'OWASP, Server Side Request Forgery Prevention; RFC 6749, section 3.1.',
  },
  *check(opened) {
    for (const { file, at, written, scheme, authority } of namedAddresses(opened)) {
      if (scheme !== null && dangerous.has(scheme)) {
        yield { file, at, message: `The address ${quoted(written)} has the scheme "${scheme}".` };
        continue;
      }
      if (scheme !== 'https' && scheme !== 'http') continue;
      const host = authority?.slice(authority.lastIndexOf('@') + 1) ?? '';
      const reason = privateHost(host);
      if (reason !== null) yield { file, at, message: `The host of the address ${quoted(written)} is ${reason}.` };
    }
  },
  examples: {
    of: (part: { tokenUrl: string } | { authorizationUrl: string }) =>
      'tokenUrl' in part
        ? signInOf({ identityProvider: 'oauth2', customParameters: { tokenUrl: { value: part.tokenUrl } } })
        : definitionWith({ securityDefinitions: { login: { ...login, ...part } } }),
    good: [
      { tokenUrl: 'https://login.contoso.com/token' },
      { tokenUrl: 'https://{region}.localhost.contoso.com/token' },
      { tokenUrl: 'contoso:token' },
    ],
    bad: [
      {
        part: { tokenUrl: 'https://localhost:8443/token' },
        at: [{ file: packageFileNames.properties, pointer: tokenAt }],
      },
      {
        part: { tokenUrl: 'https:\\\\user@169.254.169.254' },
        at: [{ file: packageFileNames.properties, pointer: tokenAt }],
      },
      { part: { authorizationUrl: ' java\nscript:alert(1)' }, at: ['/securityDefinitions/login/authorizationUrl'] },
      { part: { authorizationUrl: 'https://login.internal' }, at: ['/securityDefinitions/login/authorizationUrl'] },
    ],
  },
});
