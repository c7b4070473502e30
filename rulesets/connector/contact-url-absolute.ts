import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { shown } from '../functions/quoted.js';
import { trimmedAddress, webAddress } from '../functions/web-address.js';

const at = ['info', 'contact', 'url'];

export default defineRule({
  on: 'definition',
  id: 'contact-url-absolute',
  severity: 'error',
  description: 'The contact’s `url`, if there is one, is a whole web address.',
  docs: {
    why: 'A link without scheme or host leads users who need help to a page that does not exist.',
    fix: 'Write the whole address, such as "https://contoso.com/support".',
    source: 'Swagger Validator: UrlNotValid.',
  },
  *check({ root }) {
    const { url } = objectOf(objectOf(root.info).contact);
    if (url === undefined || url === '' || webAddress(url) !== null) return;
    const better = trimmedAddress(url);
    yield {
      at,
      message: `${shown(url)} is not a whole web address.`,
      ...(better !== null && { repair: { kind: 'set', at, value: better } }),
    };
  },
  examples: {
    of: infoWith,
    good: [
      { contact: { name: 'Support', url: 'https://contoso.com/support' } },
      { contact: { name: 'Support', url: '' } },
    ],
    bad: [
      { part: { contact: { name: 'Support', url: 'https://contoso.com ' } }, at: ['/info/contact/url'] },
      { part: { contact: { name: 'Support', url: 'contoso.com/support' } }, at: ['/info/contact/url'] },
      { part: { contact: { name: 'Support', url: 'mailto:support@contoso.com' } }, at: ['/info/contact/url'] },
      { part: { contact: { name: 'Support', url: 7 } }, at: ['/info/contact/url'] },
    ],
  },
});
