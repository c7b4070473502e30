import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { writtenSchemes } from '../functions/written-schemes.js';

const supported = ['https', 'http'];

export default defineRule({
  on: 'definition',
  id: 'schemes-supported',
  severity: 'error',
  description: 'The schemes are http and https and nothing else, in lower case.',
  docs: {
    why: 'The platform sends requests by these two only; an operation of another scheme never works.',
    fix: 'Keep "https". What is only reached over web sockets cannot be an operation.',
    source: 'Swagger Validator: SchemeNotValid, SchemeNotSupported.',
  },
  *check(index) {
    for (const { at, scheme } of writtenSchemes(index)) {
      if (typeof scheme === 'string' && supported.includes(scheme)) continue;
      const meant = sameButForCase(scheme, supported);
      yield {
        at,
        message: `The scheme ${shown(scheme)} is not supported.`,
        ...(meant !== null && { fix: `Write it "${meant}".`, repair: { kind: 'set', at, value: meant } }),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ schemes: ['https', 'http'] }, { schemes: 'https' }],
    bad: [
      { part: { schemes: ['https', 'wss', 'HTTP', 7] }, at: ['/schemes/1', '/schemes/2', '/schemes/3'] },
      { part: { paths: { '/items': { get: { schemes: ['ws'] } } } }, at: ['/paths/~1items/get/schemes/0'] },
    ],
  },
});
