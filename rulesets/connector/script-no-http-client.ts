import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { scriptOf } from '../examples.js';
import { atToken, dottedName, follows, scriptTokens } from '../functions/script-tokens.js';

const clients = new Set(['HttpClient', 'WebClient']);

export default defineRule({
  on: 'package',
  id: 'script-no-http-client',
  severity: 'error',
  description: 'The script sends its requests through the platform and not through a client of its own.',
  file: packageFileNames.script,
  docs: {
    why: 'Past the platform there is no limit, no log and no policy of the company’s administrators.',
    fix: 'Send the request with `this.Context.SendAsync(request, this.CancellationToken)`.',
    source: 'Write code in a custom connector (connector documentation), frequently asked questions.',
  },
  *check(opened) {
    const tokens = scriptTokens(opened) ?? [];
    for (const [position, token] of tokens.entries()) {
      if (token.kind !== 'name') continue;
      const { name, end } = token.text === 'new' ? dottedName(tokens, position + 1) : { name: token.text, end: 0 };
      const client = name.split('.').at(-1) ?? '';
      if (!clients.has(client)) continue;
      // Either `new HttpClient(…)` and `new HttpClient { … }`, or `HttpClient client = new(…)`.
      const isMade = token.text === 'new' && ['(', '{'].includes(tokens[end]?.text ?? '');
      const isInferred = follows(tokens, position + 2, '=', 'new', '(');
      if (isMade || isInferred) yield atToken(token, `The script makes its own ${client}.`);
    }
  },
  examples: {
    of: scriptOf,
    good: ['await this.Context.SendAsync(request, this.CancellationToken); // not new HttpClient()'],
    bad: [
      {
        part: 'var client =\n  new HttpClient();\nusing (var other = new System.Net.Http.HttpClient { Timeout = t }) { }',
        at: [
          { file: packageFileNames.script, line: 2 },
          { file: packageFileNames.script, line: 3 },
        ],
      },
      { part: 'HttpClient client = new();', at: [{ file: packageFileNames.script, line: 1 }] },
    ],
  },
});
