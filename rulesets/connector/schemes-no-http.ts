import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { writtenSchemes } from '../functions/written-schemes.js';

export default defineRule({
  on: 'definition',
  id: 'schemes-no-http',
  severity: 'warning',
  description: 'Where the API can be called over https, http is not offered beside it.',
  docs: {
    why: 'The platform may take either; over plain http everybody on the way reads keys and data.',
    fix: 'Remove "http" from the list.',
    source: 'Certification policy 5000.3.1.6.',
  },
  *check(index) {
    for (const { at, scheme, https } of writtenSchemes(index)) {
      if (scheme !== 'http' || https === 'missing') continue; // http alone: schemes-https says so
      yield {
        at,
        message: 'The schemes contain "http" beside "https".',
        // The first scheme is the one that is used: only behind https does nothing change.
        ...(https === 'first' && { repair: { kind: 'remove', at } }),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ schemes: ['https'] }, { schemes: ['http'] }],
    bad: [
      { part: { schemes: ['http', 'https'] }, at: ['/schemes/0'] },
      { part: { schemes: ['https', 'http'] }, at: ['/schemes/1'] },
    ],
  },
});
