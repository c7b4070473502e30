import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';
import { shown } from '../functions/quoted.js';

/** Upper and lower case do not count. */
const known = ['actions', 'triggers', 'gateway', 'cloud', 'cloud only', 'on-prem gateway'];

export default defineRule({
  on: 'package',
  id: 'capabilities-array',
  severity: 'warning',
  description: 'The capabilities are a list of words that the platform knows.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'From the capabilities the platform learns where the connector can be used; what it cannot read it leaves out.',
    fix: 'Write `capabilities` as a list of actions, triggers, gateway or cloud; an empty list is right for most connectors.',
    source: 'paconn-apiProperties.schema.json; published connectors.',
  },
  *check({ properties: { properties } }) {
    const { capabilities } = properties;
    const at = ['properties', 'capabilities'];
    if (capabilities !== undefined && !Array.isArray(capabilities)) {
      yield { at, message: `The capabilities are ${shown(capabilities)}, not a list.` };
    }
    for (const [position, one] of arrayOf(capabilities).entries()) {
      if (typeof one === 'string' && known.includes(one.toLowerCase())) continue;
      yield { at: [...at, position], message: `The platform knows no capability ${shown(one)}.` };
    }
  },
  examples: {
    of: propertiesWith,
    good: [{ capabilities: [] }, { capabilities: ['Actions', 'gateway'] }, { capabilities: undefined }],
    bad: [
      { part: { capabilities: 'actions' }, at: ['/properties/capabilities'] },
      {
        part: { capabilities: ['actions', 7, 'polling'] },
        at: ['/properties/capabilities/1', '/properties/capabilities/2'],
      },
    ],
  },
});
