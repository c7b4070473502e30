import type { CompareRule } from '../compare-rule.js';
import { quoted } from '../quoted.js';
import { isSameTitle } from '../same-title.js';

const titled = (title: string) => ({ swagger: '2.0', info: { title, version: '1.0.0' } });

export const breakingTitleOrFolderChanged: CompareRule = {
  on: 'definition',
  id: 'breaking-title-or-folder-changed',
  severity: 'error',
  description: 'The connector keeps its name.',
  docs: {
    why: 'People look for the connector by its name, and what has been written about it names it; under another name it is taken for another connector.',
    fix: 'Put the old `info.title` back; submit a product of another name as a connector of its own.',
    source: 'Certification practice; Microsoft Learn, “Update your certified connector”.',
  },
  *check({ before, after }) {
    if (before.title === null || after.title === null || isSameTitle(before.title, after.title)) return;
    yield {
      pointer: '/info/title',
      message: `The connector was called ${quoted(before.title)} and is now called ${quoted(after.title)}; people look for it under the old name.`,
    };
  },
  examples: {
    good: [
      { before: titled('Contoso Stock'), after: titled('Contoso Stock') },
      { before: titled('contoso-stock (Preview)'), after: titled('Contoso Stock') },
    ],
    bad: [{ before: titled('Contoso Stock'), after: titled('Fabrikam Stock'), at: ['/info/title'] }],
  },
};
