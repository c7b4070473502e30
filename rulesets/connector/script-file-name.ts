import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const code = 'public class Script : ScriptBase { }';

export default defineRule({
  on: 'package',
  id: 'script-file-name',
  severity: 'error',
  description: 'Code of the connector is in script.csx, at the root of the package.',
  file: packageFileNames.script,
  docs: {
    why: 'Under another name the code is left behind, and the operations answer without it.',
    fix: 'Rename the file to `script.csx` and put it beside the definition.',
    source: 'Command-line tool paconn; Write code in a custom connector (connector documentation).',
  },
  *check({ files }) {
    for (const { path } of files) {
      if (!/\.csx?$/i.test(path) || path === packageFileNames.script) continue;
      yield { file: path, message: `The code is in ${quoted(path)}, not in ${packageFileNames.script}.` };
    }
  },
  examples: {
    of: packageWith,
    good: [{ [packageFileNames.script]: code }, {}],
    bad: [
      { part: { 'Script.cs': code }, at: [{ file: 'Script.cs' }] },
      { part: { 'Script.csx': code }, at: [{ file: 'Script.csx' }] },
      { part: { 'code/script.csx': code }, at: [{ file: 'code/script.csx' }] },
    ],
  },
});
