import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { scriptOf } from '../examples.js';
import type { CSharpToken } from '../functions/csharp-tokens.js';
import { quoted } from '../functions/quoted.js';
import { atToken, scriptTokens } from '../functions/script-tokens.js';

/** Classes that reach out of the script, by what they reach. */
const reaching: ReadonlyMap<string, string> = new Map([
  ['File', 'files'],
  ['FileInfo', 'files'],
  ['FileStream', 'files'],
  ['Directory', 'files'],
  ['DirectoryInfo', 'files'],
  ['Process', 'other programs'],
  ['Environment', 'the machine’s settings'],
  ['Thread', 'threads'],
  ['ThreadPool', 'threads'],
  ['Assembly', 'other code'],
  ['AppDomain', 'other code'],
  ['Activator', 'other code'],
  ['Marshal', 'the machine’s memory'],
]);
/** Namespaces that such a class may be written with; behind another dot the name is a member of the author’s own. */
const namespaces = new Set(['System', 'IO', 'Diagnostics', 'Threading', 'Reflection', 'InteropServices']);

export default defineRule({
  on: 'package',
  id: 'script-no-system-access',
  severity: 'warning',
  description: 'The script reaches no files, programs, threads or other code of the machine that it runs on.',
  file: packageFileNames.script,
  docs: {
    why: 'It works with the data of everybody who uses the connector; what reaches out of it can carry that data away, and fails where it is forbidden.',
    fix: 'Work with the request and the response only; a stream in memory stands in for a file.',
    source: 'OWASP, secure coding practices; Write code in a custom connector (connector documentation).',
  },
  *check(opened) {
    const tokens = scriptTokens(opened) ?? [];
    const own = ownTypes(tokens);
    for (const [position, token] of tokens.entries()) {
      if (token.kind === 'directive' && /^#\s*(?:r|load)\b/.test(token.text)) {
        yield atToken(token, `The script loads other code: ${quoted(token.text.trim())}.`);
      }
      if (token.kind !== 'name') continue;
      if (token.text === 'unsafe' || token.text === 'DllImport') {
        yield atToken(token, `The script reaches the machine’s memory: ${quoted(token.text)}.`);
      }
      const reached = reaching.get(token.text);
      if (reached === undefined || own.has(token.text) || !isUsed(tokens, position)) continue;
      if (token.text === 'Environment' && tokens[position + 2]?.text === 'NewLine') continue;
      yield atToken(token, `The script reaches ${reached}: ${quoted(usedAs(tokens, position))}.`);
    }
  },
  examples: {
    of: scriptOf,
    good: [
      'var lines = text + Environment.NewLine; // File.Delete(path)',
      'var name = body.File.Name; var text = "File.Delete"; Process(body);',
      'class File { }\nvar name = File.Create();',
    ],
    bad: [
      {
        part: 'System.IO.File.Delete(path);\nvar made = new FileStream(path, FileMode.Open);\n',
        at: [
          { file: packageFileNames.script, line: 1 },
          { file: packageFileNames.script, line: 2 },
        ],
      },
      { part: 'var text = $"{Environment.MachineName}";', at: [{ file: packageFileNames.script, line: 1 }] },
      { part: '#r "nuget: Contoso"\nunsafe { }', at: [1, 2].map(line => ({ file: packageFileNames.script, line })) },
    ],
  },
});

/** True where a class is made, or one of its members is used. */
function isUsed(tokens: readonly CSharpToken[], position: number): boolean {
  const before = tokens[position - 1]?.text;
  const isQualified = before === '.' && namespaces.has(tokens[position - 2]?.text ?? '');
  if (before === '.' && !isQualified) return false;
  const behind = tokens[position + 1]?.text;
  return behind === '.' || (behind === '(' && (before === 'new' || isQualified));
}

function usedAs(tokens: readonly CSharpToken[], position: number): string {
  return tokens
    .slice(position, position + 3)
    .map(({ text }) => text)
    .join('');
}

/** The types that the script declares itself: their names mean what the author made of them. */
function ownTypes(tokens: readonly CSharpToken[]): Set<string> {
  const types = new Set<string>();
  for (const [position, { text, kind }] of tokens.entries()) {
    if (kind === 'name' && ['class', 'struct', 'record', 'enum', 'interface'].includes(text)) {
      types.add(tokens[position + 1]?.text ?? '');
    }
  }
  return types;
}
