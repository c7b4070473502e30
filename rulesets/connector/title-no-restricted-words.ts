import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'title-no-restricted-words',
  severity: 'error',
  description: 'The title contains neither the word "API" nor the word "connector".',
  docs: {
    why: 'Every entry in the list is a connector to an API; the words make titles longer and harder to tell apart.',
    fix: 'Remove the word; the name of the product is enough.',
    source: 'Certification policy 5000.2.2.2; Swagger Validator: ValueContainsRestrictedWords.',
  },
  *check({ root }) {
    const { title } = objectOf(root.info);
    if (typeof title !== 'string') return;
    const word = /\b(?:API|Connector)\b/i.exec(title)?.[0];
    if (word === undefined) return;
    const rest = title
      .replace(/\b(?:API|Connector)\b/gi, '')
      .split(/\s+/)
      .join(' ')
      .trim();
    yield {
      at: ['info', 'title'],
      message: `The title contains the restricted word ${quoted(word)}.`,
      ...(rest !== '' && { fix: `Call it ${quoted(rest)}.` }),
    };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Capital' }],
    bad: [
      { part: { title: 'Contoso Stock API' }, at: ['/info/title'] },
      { part: { title: 'My connector' }, at: ['/info/title'] },
    ],
  },
});
