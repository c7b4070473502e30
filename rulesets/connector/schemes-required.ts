import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'schemes-required',
  severity: 'error',
  description: 'The definition lists the schemes by which the API is called.',
  docs: {
    why: 'Without a scheme the platform has to guess, and may send keys over plain http.',
    fix: 'Set `"schemes": ["https"]`.',
    source: 'Swagger Validator: SchemesArrayEmpty.',
  },
  *check({ root }) {
    const { schemes } = root;
    if (schemes === undefined) yield { at: [], message: 'The list `schemes` is missing.' };
    else if (!Array.isArray(schemes)) yield { at: ['schemes'], message: 'The member `schemes` is not a list.' };
    else if (schemes.length === 0) yield { at: ['schemes'], message: 'The list `schemes` is empty.' };
  },
  examples: {
    of: definitionWith,
    good: [{ schemes: ['https'] }],
    bad: [
      { part: { schemes: undefined }, at: [''] },
      { part: { schemes: 'https' }, at: ['/schemes'] },
      { part: { schemes: [] }, at: ['/schemes'] },
    ],
  },
});
