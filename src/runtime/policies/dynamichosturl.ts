import { constantText, evaluate } from './expressions.js';
import { PolicyFailure, UnsupportedPolicy } from './policy.js';
import type { PolicyRequest } from './policy.js';
import type { PolicyTemplate } from './template.js';
import { urlOf } from '../../core/url.js';

const leadsNowhere = 'leads to no http(s) address with this connection';

/**
 * Sends the request to another host: `urlTemplate`. A path in it replaces the base path; without one the base path stays. Of 20
 * templates in the sample connectors whose definition has a base path, 12 repeat it, and others ask their users for a bare host name.
 * The address is evaluated in full also where a call is made without credentials: nobody signs in with a host's name.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/dynamichosturl/dynamichosturl
 */
export const dynamichosturl: PolicyTemplate = {
  id: 'dynamichosturl',
  sections: ['Request'],
  read(parameters) {
    const template = parameters.template('urlTemplate');
    const constant = constantText(template);
    if (constant !== null && addressIn(constant) === null) throw new UnsupportedPolicy(leadsNowhere);
    return [
      {
        section: 'Request',
        apply(request) {
          const address = addressIn(evaluate(template, request));
          if (address === null) throw new PolicyFailure('leads to no http(s) address with this request');
          return { ...request, ...address, basePath: address.basePath === '' ? request.basePath : address.basePath };
        },
      },
    ];
  },
};

function addressIn(text: string): Pick<PolicyRequest, 'scheme' | 'host' | 'basePath'> | null {
  const url = /[\s\\]/.test(text) ? null : urlOf(text);
  if (url === null) return null;
  const { protocol, host, pathname, username, password, search, hash } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  if (username + password + search + hash !== '') return null;
  return { scheme: protocol === 'http:' ? 'http' : 'https', host, basePath: pathname.replace(/\/+$/, '') };
}
