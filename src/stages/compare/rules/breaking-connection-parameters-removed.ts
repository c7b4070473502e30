import type { CompareRule } from '../compare-rule.js';
import { asking, offering } from '../example-definition.js';
import { quoted } from '../quoted.js';

const key = { type: 'securestring' };
const shop = { type: 'string' };

export const breakingConnectionParametersRemoved: CompareRule = {
  on: 'sign-in',
  id: 'breaking-connection-parameters-removed',
  severity: 'ack',
  description: 'A connection is still asked for everything that it was asked for.',
  docs: {
    why: 'Connections hold a value for the parameter, such as the address of the user’s own server; without it their calls go elsewhere or fail.',
    fix: 'Put the parameter back; if nothing needs it any more, keep it and make it optional and hidden.',
    source: 'Breaking Change Detector, ConnectionParametersRemoved.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'connection-parameter-removed') continue;
      const { pointer, set, name } = difference;
      const owner = set === null ? 'Connections' : `Connections made with ${quoted(set)}`;
      yield {
        pointer,
        message: `${owner} hold ${quoted(name)}, which is gone; whatever was made of it is missing from their calls.`,
      };
    }
  },
  examples: {
    good: [
      { before: asking({ api_key: key }), after: asking({ api_key: key, shop }) },
      { before: asking({ api_key: key, shop }), after: offering({ key: { api_key: key, shop } }) },
      { before: asking({ api_key: key, shop }), after: asking({ token: { type: 'oauthSetting' } }) },
    ],
    bad: [
      {
        before: asking({ api_key: key, shop }),
        after: asking({ api_key: key }),
        at: ['/properties/connectionParameters'],
      },
      {
        before: offering({ key: { api_key: key, shop } }),
        after: offering({ key: { api_key: key } }),
        at: ['/properties/connectionParameterSets/values/0'],
      },
    ],
  },
};
