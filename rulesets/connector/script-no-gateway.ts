import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { arrayOf, objectOf } from '../../src/core/json-value.js';

const code = { [packageFileNames.script]: 'public class Script : ScriptBase { }' };
const gatewayParameter = { gateway: { type: 'gatewaySetting', uiDefinition: { displayName: 'Gateway' } } };
const propertiesOf = (properties: object) => ({ [packageFileNames.properties]: { properties } });

export default defineRule({
  on: 'package',
  id: 'script-no-gateway',
  severity: 'error',
  description: 'A connector that reaches its API through the on-premises gateway has no script.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Behind the gateway scripts do not run, so that the operations answer differently from what is described, or not at all.',
    fix: 'Do without the script, or without the gateway.',
    source: 'Write code in a custom connector (connector documentation), frequently asked questions.',
  },
  *check({ read, properties: { properties, connectionParameters } }) {
    if (!read(packageFileNames.script)) return;
    const message =
      'The connector has a script and reaches its API through the on-premises gateway; together they do not work.';
    for (const [position, one] of arrayOf(properties.capabilities).entries()) {
      if (typeof one === 'string' && /gateway/i.test(one))
        yield { at: ['properties', 'capabilities', position], message };
    }
    for (const { value, at } of connectionParameters) {
      const { capability } = objectOf(objectOf(value.uiDefinition).constraints);
      if (value.type === 'gatewaySetting' || arrayOf(capability).includes('gateway')) yield { at, message };
    }
  },
  examples: {
    of: packageWith,
    good: [
      code,
      propertiesOf({ capabilities: ['gateway'], connectionParameters: gatewayParameter }),
      { ...code, ...propertiesOf({ capabilities: ['actions'] }) },
    ],
    bad: [
      { part: { ...code, ...propertiesOf({ capabilities: ['gateway'] }) }, at: ['/properties/capabilities/0'] },
      {
        part: { ...code, ...propertiesOf({ connectionParameters: gatewayParameter }) },
        at: ['/properties/connectionParameters/gateway'],
      },
    ],
  },
});
