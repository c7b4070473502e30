import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { signInOf } from '../examples.js';
import { oauthSettings } from '../functions/oauth-settings.js';

const settings = '/properties/connectionParameters/token/oAuthSettings';

export default defineRule({
  on: 'package',
  id: 'oauth-client-id-placeholder',
  severity: 'warning',
  description: 'The client id in the package is a placeholder.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The package becomes public; with the real id others can ask your users for consent in your application’s name.',
    fix: 'Write a placeholder such as "<client id>" and enter the real id where the connector is set up.',
    source: 'PowerPlatformConnectors repository, README, "does not contain … client ids or client secrets".',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { at, value } of oauthSettings(connectionParameters)) {
      if (typeof value.clientId !== 'string' || !looksReal(value.clientId.trim())) continue;
      yield { at: [...at, 'clientId'], message: 'The client id looks like that of a real application.' };
    }
  },
  examples: {
    of: signInOf,
    good: [
      { clientId: '<<Enter your client id>>' },
      { clientId: '00000000-0000-0000-0000-000000000000' },
      { clientId: 'xxxxxxxxxxxxxxxxxxxxxxxx' },
      { clientId: 7 },
    ],
    bad: [
      { part: { clientId: '6f1d2c3b-0a9e-4876-b5c4-d3e2f1a0b9c8' }, at: [`${settings}/clientId`] },
      { part: { clientId: 'Fq3xT8LwZ0aVnR5kYcD7' }, at: [`${settings}/clientId`] },
    ],
  },
});

/** What an identity provider makes has many different characters and no words; nobody makes up a placeholder like that. */
function looksReal(clientId: string): boolean {
  if (clientId.length < 20 || clientId.length > 200 || !/^[\w.-]+$/.test(clientId)) return false;
  const digits = clientId.match(/\d/g)?.length ?? 0;
  return digits >= 3 && new Set(clientId.toLowerCase()).size >= 12;
}
