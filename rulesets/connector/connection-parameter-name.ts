import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const directory = 'AzureActiveDirectoryTenant';
const place = '/properties/connectionParameters';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-name',
  severity: 'error',
  description:
    'A connection parameter’s name has only letters, digits and underscores, after `token:` for part of a sign-in.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Policies and scripts cannot refer to a name with other characters, so that what the user entered is not sent.',
    fix: 'Rename the parameter, for example "host_name" instead of "host-name", and everything that refers to it.',
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { name, value, at } of connectionParameters) {
      if (!/^(?:token:)?[0-9A-Za-z_]+$/.test(name)) {
        yield {
          at,
          message: `The connection parameter’s name ${quoted(name)} has other characters than letters, digits and _.`,
        };
      } else if (name === 'token:TenantId' && objectOf(value.metadata).sourceType !== directory) {
        yield {
          at,
          message: `The connection parameter "${name}" does not say where the tenant is taken from.`,
          fix: `Give it \`metadata\` with \`sourceType\` "${directory}".`,
        };
      }
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { host_name2: { type: 'string' }, 'token:region': { type: 'string' } },
      { 'token:TenantId': { type: 'string', metadata: { sourceType: directory } } },
    ],
    bad: [
      { part: { 'host-name': { type: 'string' } }, at: [`${place}/host-name`] },
      { part: { 'API Key': { type: 'securestring' } }, at: [`${place}/API Key`] },
      { part: { 'token:TenantId': { type: 'string' } }, at: [`${place}/token:TenantId`] },
    ],
  },
});
