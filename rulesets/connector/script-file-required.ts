import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';

const withScriptFor = { [packageFileNames.properties]: { properties: { scriptOperations: ['GetItem'] } } };

export default defineRule({
  on: 'package',
  id: 'script-file-required',
  severity: 'error',
  description: 'A package whose properties list script operations holds script.csx.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The operations are sent to a script that is not there, and each of their calls fails.',
    fix: 'Add `script.csx`, or remove `scriptOperations` from the properties.',
    source: 'Write code in a custom connector (connector documentation).',
  },
  *check({ read, properties: { properties } }) {
    if (arrayOf(properties.scriptOperations).length === 0 || read(packageFileNames.script)) return;
    yield {
      at: ['properties', 'scriptOperations'],
      message: 'The properties list operations of a script, but the package has no script.csx.',
    };
  },
  examples: {
    of: packageWith,
    good: [{ ...withScriptFor, [packageFileNames.script]: 'public class Script : ScriptBase { }' }, {}],
    bad: [{ part: withScriptFor, at: ['/properties/scriptOperations'] }],
  },
});
