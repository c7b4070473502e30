import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';
import { quoted, shown } from '../functions/quoted.js';

export default defineRule({
  on: 'package',
  id: 'script-operations-exist',
  severity: 'error',
  description: 'Every operation that the script is meant for exists in the definition.',
  file: packageFileNames.properties,
  needs: ['definition', 'properties'],
  docs: {
    why: 'The script does not run for the operation that was meant, and its answers look different from what is described.',
    fix: 'Write the operationId exactly as the definition has it, or remove it from `scriptOperations`.',
    source: 'Command-line tool paconn, "scriptOperations".',
  },
  *check({ definition: { operationsById, idsByLowerCase }, properties: { properties } }) {
    for (const [position, id] of arrayOf(properties.scriptOperations).entries()) {
      if (typeof id === 'string' && operationsById.has(id)) continue;
      const meant = typeof id === 'string' ? idsByLowerCase.get(id.trim().toLowerCase()) : undefined;
      const at = ['properties', 'scriptOperations', position];
      yield {
        at,
        message: `The script is meant for ${shown(id)}, which is no operation of the definition.`,
        ...(meant !== undefined && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at, value: meant },
        }),
      };
    }
  },
  examples: {
    of: scriptOperations =>
      packageWith({
        [packageFileNames.properties]: { properties: { scriptOperations } },
        [packageFileNames.script]: 'public class Script : ScriptBase { }',
      }),
    good: [['GetItem'], []],
    bad: [
      { part: ['GetItem', 'getitem', 7], at: ['/properties/scriptOperations/1', '/properties/scriptOperations/2'] },
    ],
  },
});
