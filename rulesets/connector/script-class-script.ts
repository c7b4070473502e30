import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { scriptOf } from '../examples.js';
import type { CSharpToken } from '../functions/csharp-tokens.js';
import { quoted } from '../functions/quoted.js';
import { atToken, dottedName, follows, scriptTokens } from '../functions/script-tokens.js';

export default defineRule({
  on: 'package',
  id: 'script-class-script',
  severity: 'error',
  description: 'The script has a class Script that extends ScriptBase.',
  file: packageFileNames.script,
  docs: {
    why: 'The platform looks for this class; without it each call of the script’s operations fails.',
    fix: 'Declare the class as `public class Script : ScriptBase`.',
    source: 'Write code in a custom connector (connector documentation).',
  },
  *check(opened) {
    const tokens = scriptTokens(opened);
    if (tokens !== null) yield* faultOf(tokens);
  },
  examples: {
    of: scriptOf,
    good: [
      'public class Script : ScriptBase { }',
      'class Helper { } // one more\npublic partial class Script : Contoso.ScriptBase, IDisposable\n{ }',
    ],
    bad: [
      { part: '// public class Script : ScriptBase { }', at: [{ file: packageFileNames.script }] },
      { part: '\npublic class Code : ScriptBase { }', at: [{ file: packageFileNames.script, line: 2 }] },
      { part: 'public class Script { }', at: [{ file: packageFileNames.script, line: 1 }] },
    ],
  },
});

function* faultOf(tokens: readonly CSharpToken[]): Iterable<PackageReport> {
  let nearest: PackageReport | null = null;
  for (const [position, token] of tokens.entries()) {
    if (token.kind !== 'name' || token.text !== 'class') continue;
    const name = tokens[position + 1];
    if (name?.kind !== 'name') continue;
    const isScript = name.text === 'Script';
    const extendsBase = follows(tokens, position + 2, ':') && isBase(dottedName(tokens, position + 3).name);
    if (isScript && extendsBase) return;
    if (extendsBase) {
      nearest = {
        ...atToken(name, `The class that extends ScriptBase is called ${quoted(name.text)}, not "Script".`),
        fix: 'Rename the class to "Script".',
      };
    } else if (isScript) nearest ??= atToken(name, 'The class Script does not extend ScriptBase.');
  }
  yield nearest ?? { message: 'The script has no class Script that extends ScriptBase.' };
}

function isBase(name: string): boolean {
  return name.split('.').at(-1) === 'ScriptBase';
}
