import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const locations = ['path', 'query', 'header', 'formData', 'body'];
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'parameter-in-enum',
  severity: 'error',
  description: 'A parameter says where it is sent: path, query, header, formData or body.',
  docs: {
    why: 'A parameter without a place in the request is not sent, whatever users enter.',
    fix: 'Write one of path, query, header, formData and body; upper and lower case count.',
    source: 'OpenAPI 2.0 specification, Parameter Object; apiDefinition.swagger.schema.json.',
  },
  *check({ parameters }) {
    for (const { value, at, name } of parameters) {
      if (typeof value.in === 'string' && locations.includes(value.in)) continue;
      if (value.in === undefined) {
        yield { at, message: `The parameter ${quoted(name ?? '')} does not say where it is sent.` };
        continue;
      }
      const meant = sameButForCase(value.in, locations);
      const place = [...at, 'in'];
      yield {
        at: place,
        message: `The parameter ${quoted(name ?? '')} is in ${shown(value.in)}, which is no part of a request.`,
        ...(meant !== null && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at: place, value: meant } as const,
        }),
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'query' }, { in: 'header' }],
    bad: [
      { part: { in: 'Query' }, at: [`${parameter}/in`] },
      { part: { in: 'cookie' }, at: [`${parameter}/in`] },
      { part: { in: undefined }, at: [parameter] },
    ],
  },
});
