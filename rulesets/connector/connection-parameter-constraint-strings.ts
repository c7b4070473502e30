import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-constraint-strings',
  severity: 'error',
  description: 'The constraints `required` and `hidden` are the texts "true" or "false".',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The import refuses true and false without quotation marks here.',
    fix: 'Put quotation marks around the value.',
    source:
      'paconn-apiProperties.schema.json; answer of the certification: "change the hidden property to \\"false\\" rather than false".',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { value, at } of connectionParameters) {
      const constraints = objectOf(objectOf(value.uiDefinition).constraints);
      for (const name of ['required', 'hidden']) {
        const constraint = constraints[name];
        if (constraint === undefined || constraint === 'true' || constraint === 'false') continue;
        const place = [...at, 'uiDefinition', 'constraints', name];
        const meant = sameButForCase(typeof constraint === 'boolean' ? String(constraint) : constraint, [
          'true',
          'false',
        ]);
        yield {
          at: place,
          message: `The constraint \`${name}\` is ${shown(constraint)}, not the text "true" or "false".`,
          ...(meant !== null && {
            fix: `Write "${meant}" with quotation marks.`,
            repair: { kind: 'set', at: place, value: meant },
          }),
        };
      }
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [{ api_key: { type: 'securestring', uiDefinition: { constraints: { required: 'true', hidden: 'false' } } } }],
    bad: [
      {
        part: { api_key: { type: 'securestring', uiDefinition: { constraints: { required: true, hidden: 'False' } } } },
        at: [
          '/properties/connectionParameters/api_key/uiDefinition/constraints/required',
          '/properties/connectionParameters/api_key/uiDefinition/constraints/hidden',
        ],
      },
      {
        part: { api_key: { type: 'securestring', uiDefinition: { constraints: { hidden: 'no' } } } },
        at: ['/properties/connectionParameters/api_key/uiDefinition/constraints/hidden'],
      },
    ],
  },
});
