import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'schemes-https',
  severity: 'error',
  description: 'The API is called over https.',
  docs: {
    why: 'Over plain http everybody on the way reads keys and data.',
    fix: 'Set `"schemes": ["https"]`, and make sure that the API answers there with TLS 1.2 or newer.',
    source: 'Certification policy 5000.3.1.6; Swagger Validator: SchemesArrayEmpty.',
  },
  *check({ root }) {
    const { schemes } = root;
    if (schemes === undefined)
      yield { at: [], message: 'The definition does not say that the API is called over https.' };
    else if (!Array.isArray(schemes) || !schemes.includes('https')) {
      yield { at: ['schemes'], message: 'The schemes do not contain "https".' };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ schemes: ['https'] }, { schemes: ['http', 'https'] }],
    bad: [
      { part: { schemes: ['http'] }, at: ['/schemes'] },
      { part: { schemes: undefined }, at: [''] },
    ],
  },
});
