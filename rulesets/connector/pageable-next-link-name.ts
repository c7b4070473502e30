import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { shown } from '../functions/quoted.js';

const names: readonly unknown[] = ['nextLink', '@odata.nextLink'];
const pageable = '/paths/~1items~1{id}/get/x-ms-pageable';

export default defineRule({
  on: 'definition',
  id: 'pageable-next-link-name',
  severity: 'error',
  description: 'The link to the next page is called nextLink or @odata.nextLink.',
  docs: {
    why: 'A link of another name is not followed, and users get only the first page without noticing.',
    fix: 'Have the answer name its link "nextLink" or "@odata.nextLink", and write that as `nextLinkName`.',
    source: 'Swagger Validator: InvalidNextLinkNameValue.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const pageable = value['x-ms-pageable'];
      if (pageable === undefined) continue;
      const { nextLinkName } = objectOf(pageable);
      if (names.includes(nextLinkName)) continue;
      yield {
        at: [...at, 'x-ms-pageable', ...(nextLinkName === undefined ? [] : ['nextLinkName'])],
        message: `The link to the next page is called ${shown(nextLinkName)}.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      { 'x-ms-pageable': { nextLinkName: 'nextLink' } },
      { 'x-ms-pageable': { nextLinkName: '@odata.nextLink' } },
      {},
    ],
    bad: [
      { part: { 'x-ms-pageable': { nextLinkName: 'nextlink' } }, at: [`${pageable}/nextLinkName`] },
      { part: { 'x-ms-pageable': {} }, at: [pageable] },
    ],
  },
});
