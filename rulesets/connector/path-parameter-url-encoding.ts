import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const member = 'x-ms-url-encoding';
const encodings = ['single', 'double'];
const id = { name: 'id', in: 'path', type: 'string', required: true, 'x-ms-summary': 'Item', description: 'The item.' };
const parameter = '/paths/~1items~1{id}/get/parameters/0';

export default defineRule({
  on: 'definition',
  id: 'path-parameter-url-encoding',
  severity: 'warning',
  description: 'A path parameter says how its value is encoded: single or double.',
  docs: {
    why: 'A value with a slash or a space in it may otherwise lead to another address than the one that was meant.',
    fix: 'Add `"x-ms-url-encoding": "single"`; write "double" only where the service decodes twice.',
    source: 'Swagger Validator: PathParameterMissingEncoding; OpenAPI extensions for custom connectors.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      const encoding = value[member];
      if (location !== 'path' || (typeof encoding === 'string' && encodings.includes(encoding))) continue;
      const place = [...at, member];
      if (encoding === undefined) {
        yield {
          at,
          message: `The path parameter ${quoted(name ?? '')} does not say how it is encoded.`,
          repair: { kind: 'set', at: place, value: 'single' },
        };
        continue;
      }
      const meant = sameButForCase(encoding, encodings);
      yield {
        at: place,
        message: `The encoding ${shown(encoding)} does not exist.`,
        ...(meant !== null && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at: place, value: meant } as const,
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [{ ...id, [member]: 'single' }] }, { parameters: [{ ...id, [member]: 'double' }] }],
    bad: [
      { part: { parameters: [id] }, at: [parameter] },
      { part: { parameters: [{ ...id, [member]: 'Single' }] }, at: [`${parameter}/${member}`] },
      { part: { parameters: [{ ...id, [member]: true }] }, at: [`${parameter}/${member}`] },
    ],
  },
});
