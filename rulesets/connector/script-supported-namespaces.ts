import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { scriptOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { atToken, dottedName, scriptTokens } from '../functions/script-tokens.js';

const supported = new Set([
  'System',
  'System.Collections',
  'System.Collections.Generic',
  'System.Diagnostics',
  'System.Drawing',
  'System.Drawing.Drawing2D',
  'System.Drawing.Imaging',
  'System.IO',
  'System.IO.Compression',
  'System.Linq',
  'System.Net',
  'System.Net.Http',
  'System.Net.Http.Headers',
  'System.Net.Security',
  'System.Security.Authentication',
  'System.Security.Cryptography',
  'System.Text',
  'System.Text.RegularExpressions',
  'System.Threading',
  'System.Threading.Tasks',
  'System.Web',
  'System.Xml',
  'System.Xml.Linq',
  'Microsoft.Extensions.Logging',
  'Newtonsoft.Json',
  'Newtonsoft.Json.Linq',
]);

export default defineRule({
  on: 'package',
  id: 'script-supported-namespaces',
  severity: 'error',
  description: 'The script uses only namespaces that the platform has.',
  file: packageFileNames.script,
  docs: {
    why: 'With another namespace the script is not compiled, and the connector cannot be deployed.',
    fix: `Do without it; these are there: ${[...supported].join(', ')}.`,
    source: 'Write code in a custom connector (connector documentation), "Supported namespaces".',
  },
  *check(opened) {
    const tokens = scriptTokens(opened) ?? [];
    for (const [position, token] of tokens.entries()) {
      if (token.kind !== 'name' || token.text !== 'using') continue;
      const isStatic = tokens[position + 1]?.text === 'static';
      const isAlias = tokens[position + 2]?.text === '=';
      let start = position + 1;
      if (isStatic) start += 1;
      else if (isAlias) start += 2;
      const named = tokens[start];
      const { name, end } = dottedName(tokens, start);
      // A statement has brackets or declares a variable; only a directive is a name and its end.
      if (!named || (tokens[end]?.text !== ';' && !(isAlias && tokens[end]?.text === '<'))) continue;
      const around = name.split('.').slice(0, -1).join('.');
      if (supported.has(name) || ((isStatic || isAlias) && supported.has(around))) continue;
      yield atToken(named, `The platform has no namespace ${quoted(name)} for scripts.`);
    }
  },
  examples: {
    of: scriptOf,
    good: [
      'using System.Linq;\nusing static System.Math;\nusing Map = System.Collections.Generic.Dictionary<string, int>;',
      'using (var stream = Open()) { using var reader = Read(stream); }',
      '// using System.Data;\nvar text = "using System.Data;";',
    ],
    bad: [
      { part: 'using System;\nusing System.Data;\n', at: [{ file: packageFileNames.script, line: 2 }] },
      { part: 'global using static Contoso.Tools.Math;', at: [{ file: packageFileNames.script, line: 1 }] },
      { part: 'using Emit = System.Reflection.Emit;', at: [{ file: packageFileNames.script, line: 1 }] },
    ],
  },
});
