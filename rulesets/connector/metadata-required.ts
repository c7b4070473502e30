import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-required',
  severity: 'error',
  description: 'The definition has the list `x-ms-connector-metadata`.',
  docs: {
    why: 'Website, privacy policy and categories are shown on the page of the connector, and people filter by category.',
    fix: 'Add `x-ms-connector-metadata` at the top level: a list of objects with `propertyName` and `propertyValue` for Website, Privacy policy and Categories.',
    source:
      'Prepare connector files for certification, step 3; validator message "The \'x-ms-connector-metadata\' property is required".',
  },
  *check({ root }) {
    const metadata = root['x-ms-connector-metadata'];
    if (metadata === undefined) yield { at: [], message: 'The list `x-ms-connector-metadata` is missing.' };
    else if (!Array.isArray(metadata)) {
      yield { at: ['x-ms-connector-metadata'], message: 'The member `x-ms-connector-metadata` is not a list.' };
    } else {
      for (const [position, entry] of metadata.entries()) {
        if (isObject(entry) && typeof entry.propertyName === 'string' && 'propertyValue' in entry) continue;
        yield {
          at: ['x-ms-connector-metadata', position],
          message: 'This entry of the metadata is not an object with `propertyName` and `propertyValue`.',
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [{}],
    bad: [
      { part: { 'x-ms-connector-metadata': undefined }, at: [''] },
      { part: { 'x-ms-connector-metadata': { Website: 'https://contoso.com' } }, at: ['/x-ms-connector-metadata'] },
      { part: { 'x-ms-connector-metadata': [{ Website: 'https://contoso.com' }] }, at: ['/x-ms-connector-metadata/0'] },
    ],
  },
});
