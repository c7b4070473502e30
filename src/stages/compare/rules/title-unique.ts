import type { CompareRule } from '../compare-rule.js';
import { quoted } from '../quoted.js';
import { isSameTitle } from '../same-title.js';

const titled = (title: string) => ({ swagger: '2.0', info: { title, version: '1.0.0' } });

export const titleUnique: CompareRule = {
  on: 'catalogue',
  id: 'title-unique',
  severity: 'error',
  description: 'No other public connector has the same title.',
  docs: {
    why: 'People choose a connector by its title; of two that read the same, half of them give their credentials to the wrong one.',
    fix: 'Choose a title that tells the two apart: the product instead of the company, or what it is for.',
    source: 'Connector submission guide; certification policy 5000.2.2.5.',
  },
  *check({ title }, titles) {
    const other = title === null ? undefined : titles.find(one => isSameTitle(one, title));
    if (title === null || other === undefined) return;
    yield {
      pointer: '/info/title',
      message: `The title ${quoted(title)} is that of another public connector, ${quoted(other)}.`,
    };
  },
  examples: {
    good: [{ before: ['Contoso Orders', 'Fabrikam'], after: titled('Contoso Stock') }],
    bad: [{ before: ['Contoso Orders', 'contoso stock'], after: titled('Contoso Stock'), at: ['/info/title'] }],
  },
};
