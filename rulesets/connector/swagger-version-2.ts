import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { shown } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'swagger-version-2',
  severity: 'error',
  description: 'The definition says `"swagger": "2.0"`.',
  docs: {
    why: 'The platform imports OpenAPI 2.0 only; a newer document is refused or read wrongly.',
    fix: 'Set `"swagger": "2.0"`. Convert an OpenAPI 3 document to 2.0 first; changing the number alone is not enough.',
    source: 'Swagger Validator: SpecificationVersionIncorrect; certification policy 5000.2.6.3.',
  },
  *check({ root }) {
    if (root.openapi !== undefined) {
      yield {
        at: ['openapi'],
        message: `This is an OpenAPI ${shown(root.openapi)} document; a connector is described in OpenAPI 2.0.`,
      };
    } else if (root.swagger === undefined) {
      yield { at: [], message: 'The member `swagger` is missing.', fix: 'Add `"swagger": "2.0"` at the top.' };
    } else if (root.swagger !== '2.0') {
      yield {
        at: ['swagger'],
        message: `The member \`swagger\` is ${shown(root.swagger)}; it has to be the text "2.0".`,
        ...((root.swagger === 2 || root.swagger === '2') && { repair: { kind: 'set', at: ['swagger'], value: '2.0' } }),
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ swagger: '2.0' }],
    bad: [
      { part: { swagger: 2 }, at: ['/swagger'] },
      { part: { swagger: '3.0' }, at: ['/swagger'] },
      { part: { swagger: undefined }, at: [''] },
      { part: { swagger: undefined, openapi: '3.0.1' }, at: ['/openapi'] },
    ],
  },
});
