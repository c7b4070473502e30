import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { scriptOf } from '../examples.js';
import { atToken, follows, scriptTokens } from '../functions/script-tokens.js';

const classOf = (method: string) => `public class Script : ScriptBase\n{\n  ${method}\n  { return null; }\n}`;
/** Words of a method before its name: its type may name each namespace. */
const most = 24;

export default defineRule({
  on: 'package',
  id: 'script-execute-async',
  severity: 'error',
  description: 'The script overrides ExecuteAsync, which answers each call.',
  file: packageFileNames.script,
  docs: {
    why: 'The platform calls this method; without it, or with another form of it, each call fails.',
    fix: 'Declare it as `public override async Task<HttpResponseMessage> ExecuteAsync()`.',
    source: 'Write code in a custom connector (connector documentation).',
  },
  *check(opened) {
    const tokens = scriptTokens(opened);
    if (tokens === null) return;
    const declared = tokens.flatMap((token, position) => {
      const isMethod =
        token.text === 'ExecuteAsync' && token.kind === 'name' && follows(tokens, position + 1, '(', ')');
      if (!isMethod || !['{', '='].includes(tokens[position + 3]?.text ?? '')) return [];
      const before = tokens.slice(Math.max(0, position - most), position).map(({ text }) => text);
      const start = Math.max(...[';', '{', '}'].map(mark => before.lastIndexOf(mark))) + 1;
      return [{ token, words: before.slice(start) }];
    });
    const isRight = ({ words }: { words: readonly string[] }) =>
      words.includes('override') && /Task<(?:[\w.]*\.)?HttpResponseMessage>$/.test(words.join(''));
    if (declared.some(isRight)) return;
    const [wrong] = declared;
    if (!wrong) yield { message: 'The script has no method ExecuteAsync() that answers a call.' };
    else yield atToken(wrong.token, 'ExecuteAsync is not an override that returns Task<HttpResponseMessage>.');
  },
  examples: {
    of: scriptOf,
    good: [
      classOf('public override async Task<HttpResponseMessage> ExecuteAsync()'),
      classOf('override public System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage> ExecuteAsync()'),
      'class Script : ScriptBase { public override Task<HttpResponseMessage> ExecuteAsync() => Send(); }',
    ],
    bad: [
      { part: classOf('public async Task<HttpResponseMessage> RunAsync()'), at: [{ file: packageFileNames.script }] },
      {
        part: classOf('public async Task<HttpResponseMessage> ExecuteAsync()'),
        at: [{ file: packageFileNames.script, line: 3 }],
      },
      {
        part: classOf('public override Task<string> ExecuteAsync()'),
        at: [{ file: packageFileNames.script, line: 3 }],
      },
      { part: 'var answer = await ExecuteAsync();', at: [{ file: packageFileNames.script }] },
    ],
  },
});
