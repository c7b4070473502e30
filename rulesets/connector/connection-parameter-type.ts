import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const types = ['string', 'securestring', 'int', 'bool', 'oauthSetting', 'gatewaySetting'];

export default defineRule({
  on: 'package',
  id: 'connection-parameter-type',
  severity: 'error',
  description: `A connection parameter is of type ${types.join(', ')}.`,
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The platform does not know how to ask for another type, so nobody can connect.',
    fix: `Use one of ${types.join(', ')}, spelt exactly so; securestring for everything secret.`,
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { value, at, name } of connectionParameters) {
      const { type } = value;
      if (typeof type === 'string' && types.includes(type)) continue;
      const meant = sameButForCase(type, types);
      yield {
        at: type === undefined ? at : [...at, 'type'],
        message:
          type === undefined
            ? `The connection parameter ${quoted(name)} has no type.`
            : `The type ${shown(type)} of the connection parameter ${quoted(name)} does not exist.`,
        ...(meant !== null && {
          fix: `Write it "${meant}".`,
          repair: { kind: 'set', at: [...at, 'type'], value: meant },
        }),
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [{ api_key: { type: 'securestring' }, token: { type: 'oauthSetting' } }],
    bad: [
      { part: { token: { type: 'oAuthSetting' } }, at: ['/properties/connectionParameters/token/type'] },
      { part: { port: {} }, at: ['/properties/connectionParameters/port'] },
    ],
  },
});
