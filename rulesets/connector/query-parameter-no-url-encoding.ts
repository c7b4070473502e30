import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const member = 'x-ms-url-encoding';

export default defineRule({
  on: 'definition',
  id: 'query-parameter-no-url-encoding',
  severity: 'warning',
  description: 'A query parameter does not say how it is encoded.',
  docs: {
    why: 'Query parameters are always encoded once; whoever reads "double" here expects what never happens.',
    fix: 'Remove `x-ms-url-encoding`; it is for path parameters.',
    source: 'Swagger Validator: QueryParameterEncodingNotSupported.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      if (location !== 'query' || value[member] === undefined) continue;
      yield {
        at: [...at, member],
        message: `The query parameter ${quoted(name ?? '')} has an "${member}", which has no effect.`,
        repair: { kind: 'remove', at: [...at, member] },
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'query' }, { in: 'path', required: true, [member]: 'single' }],
    bad: [{ part: { [member]: 'single' }, at: [`/paths/~1items~1{id}/get/parameters/1/${member}`] }],
  },
});
