import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { shown } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

/** One `@`, no white space, a dot in the part behind it, all ASCII. Stricter forms refuse addresses that work. */
const address = /^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$/;
/** RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const longest = 254;

function isAddress(text: string): boolean {
  return text.length <= longest && address.test(text);
}

export default defineRule({
  on: 'definition',
  id: 'contact-email-valid',
  severity: 'error',
  description: "The contact's `email`, if there is one, is an e-mail address.",
  docs: {
    why: 'Mail of users who need help comes back.',
    fix: 'Write one plain address such as "support@contoso.com", without a name, brackets or spaces.',
    source: 'Swagger Validator: ContactEmailNotValid.',
  },
  *check({ root }) {
    const { email } = objectOf(objectOf(root.info).contact);
    if (email === undefined || email === '') return;
    if (typeof email === 'string' && isAddress(email)) return;
    const at = ['info', 'contact', 'email'];
    const trimmed = textOf(email);
    yield {
      at,
      message: `${shown(email)} is not an e-mail address.`,
      ...(trimmed !== null && isAddress(trimmed) && { repair: { kind: 'set', at, value: trimmed } }),
    };
  },
  examples: {
    of: infoWith,
    good: [
      { contact: { name: 'Support', email: 'first.last+help@mail.contoso.com' } },
      { contact: { name: 'Support' } },
    ],
    bad: [
      { part: { contact: { name: 'Support', email: 'support at contoso.com' } }, at: ['/info/contact/email'] },
      { part: { contact: { name: 'Support', email: 'support@contoso.com ' } }, at: ['/info/contact/email'] },
      { part: { contact: { name: 'Support', email: 'a@b@contoso.com' } }, at: ['/info/contact/email'] },
      { part: { contact: { name: 'Support', email: 12 } }, at: ['/info/contact/email'] },
    ],
  },
});
