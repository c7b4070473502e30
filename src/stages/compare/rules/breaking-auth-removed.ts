import type { CompareRule } from '../compare-rule.js';
import { asking, offering } from '../example-definition.js';
import { quoted } from '../quoted.js';
import { signInWords } from '../sign-in.js';

const token = { type: 'oauthSetting' };
const key = { type: 'securestring' };

export const breakingAuthRemoved: CompareRule = {
  on: 'sign-in',
  id: 'breaking-auth-removed',
  severity: 'error',
  description: 'Every way to sign in that connections were made with is still offered.',
  docs: {
    why: 'A connection keeps what its owner signed in with; when that is no longer asked for, every flow with the connection stops until it is made anew.',
    fix: 'Put the old way to sign in back, under its name, and add the new one beside it as another of the `connectionParameterSets`.',
    source:
      'Breaking Change Detector, AuthenticationMethodRemoved; Microsoft Learn, “Update your certified connector”.',
  },
  *check(differences) {
    for (const difference of differences) {
      const { pointer, set } = difference;
      const subject = set === null ? 'Connections' : `Connections made with ${quoted(set)}`;
      if (difference.kind === 'sign-in-removed') {
        const before = signInWords[difference.before];
        yield { pointer, message: `${subject} used ${before}, which is gone under this name; they stop working.` };
      } else if (difference.kind === 'sign-in-changed') {
        const [before, after] = [signInWords[difference.before], signInWords[difference.after]];
        yield { pointer, message: `${subject} used ${before} and now need ${after}; those that exist stop working.` };
      }
    }
  },
  examples: {
    good: [
      { before: asking({ token }), after: offering({ account: { token }, key: { api_key: key } }) },
      { before: asking({ api_key: key }), after: asking({ api_key: key, shop: { type: 'string' } }) },
      { before: asking({ user: {}, api_key: key }), after: asking({ user: {}, api_key: key, password: key }) },
    ],
    bad: [
      { before: asking({ token }), after: asking({ api_key: key }), at: ['/properties/connectionParameters'] },
      { before: asking({}), after: asking({ api_key: key }), at: ['/properties/connectionParameters'] },
      {
        before: offering({ account: { token }, key: { api_key: key } }),
        after: offering({ key: { api_key: key } }),
        at: ['/properties/connectionParameterSets/values'],
      },
      {
        before: offering({ account: { token }, key: { api_key: key } }),
        after: offering({ key: { api_key: key }, account: { user: {}, password: key } }),
        at: ['/properties/connectionParameterSets/values/1'],
      },
    ],
  },
};
