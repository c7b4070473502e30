import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

export default defineRule({
  on: 'definition',
  id: 'schemes-https',
  severity: 'error',
  description: 'The API is called over https.',
  docs: {
    why: 'Over plain http everybody on the way reads keys and data.',
    fix: 'Set `"schemes": ["https"]`, and make sure that the API answers there with TLS 1.2 or newer.',
    source: 'Certification policy 5000.3.1.6.',
  },
  *check({ root }) {
    const { schemes } = root;
    if (!Array.isArray(schemes) || schemes.length === 0) return; // schemes-required says so
    if (schemes.some(scheme => sameButForCase(scheme, ['https']) !== null)) return; // schemes-supported tells the case
    yield { at: ['schemes'], message: 'The schemes do not contain "https".' };
  },
  examples: {
    of: definitionWith,
    good: [{ schemes: ['https'] }, { schemes: ['http', 'https'] }, { schemes: ['HTTPS'] }, { schemes: [] }],
    bad: [
      { part: { schemes: ['http'] }, at: ['/schemes'] },
      { part: { schemes: ['wss', 7] }, at: ['/schemes'] },
    ],
  },
});
