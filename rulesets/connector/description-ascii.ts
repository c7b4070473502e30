import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** Signs that word processors put in, and those that keyboards have for them. */
const plain = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\u200b', ''],
  ['\ufeff', ''],
]);

const at = ['info', 'description'];

export default defineRule({
  on: 'definition',
  id: 'description-ascii',
  severity: 'warning',
  description: 'The description has ASCII characters only.',
  docs: {
    why: 'Signs from word processors and other languages’ letters turn into question marks in some places where the text is shown.',
    fix: 'Write straight quotation marks, hyphens and English letters.',
    source: 'Certification policy 5000.2.3.6; PowerPlatformConnectors repository, pull request 1389.',
  },
  *check({ root }) {
    const { description } = objectOf(root.info);
    const found = typeof description === 'string' ? /\P{ASCII}/u.exec(description)?.[0] : undefined;
    if (found === undefined || typeof description !== 'string') return;
    const better = description.replace(/\P{ASCII}/gu, sign => plain.get(sign) ?? sign);
    yield {
      at,
      message: `The description has the character ${quoted(found)}.`,
      ...(/^\p{ASCII}*$/u.test(better) && { repair: { kind: 'set', at, value: better } }),
    };
  },
  examples: {
    of: infoWith,
    good: [{ description: 'Looks up what "Contoso" has in stock.' }, { description: 7 }],
    bad: [
      { part: { description: 'Looks up what Contoso’s warehouse has in stock.' }, at: ['/info/description'] },
      { part: { description: 'Looks up what a café has in stock.' }, at: ['/info/description'] },
    ],
  },
});
