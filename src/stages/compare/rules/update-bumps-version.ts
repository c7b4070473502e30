import type { CompareRule } from '../compare-rule.js';
import { definitionOf, operation } from '../example-definition.js';
import { quoted } from '../quoted.js';
import { compareVersions } from '../version-order.js';

const paths = { '/items': { get: operation('ListItems') } };

export const updateBumpsVersion: CompareRule = {
  on: 'definition',
  id: 'update-bumps-version',
  severity: 'error',
  description: 'An update has a higher info.version than the public version.',
  docs: {
    why: 'A version names exactly one package for ever; a second one under the same name could not be told from the first, and is refused when it is published.',
    fix: 'Raise `info.version`: the last number for a correction, the middle one for an addition, the first for a change that breaks users.',
    source: 'Assay.',
  },
  *check({ before, after }) {
    if (before.version === null) return;
    const now = after.version;
    if (now === null) {
      yield { pointer: '/info', message: `info.version is missing; ${quoted(before.version)} is public.` };
    } else if (now === before.version) {
      yield { pointer: '/info/version', message: `info.version is still ${quoted(now)}, which is public already.` };
    } else if ((compareVersions(now, before.version) ?? 1) <= 0) {
      yield {
        pointer: '/info/version',
        message: `info.version is ${quoted(now)}, which is not higher than ${quoted(before.version)}, which is public.`,
      };
    }
  },
  examples: {
    good: [
      { before: definitionOf(paths, '1.9.0'), after: definitionOf(paths, '1.10.0') },
      { before: definitionOf(paths, '1.0.0-beta.2'), after: definitionOf(paths, '1.0.0') },
      { before: definitionOf(paths, 'spring'), after: definitionOf(paths, 'summer') },
    ],
    bad: [
      { before: definitionOf(paths, '1.0.0'), after: definitionOf(paths, '1.0.0'), at: ['/info/version'] },
      { before: definitionOf(paths, '1.10.0'), after: definitionOf(paths, '1.9.0'), at: ['/info/version'] },
      { before: definitionOf(paths, '1.0'), after: definitionOf(paths, '1.0.0'), at: ['/info/version'] },
    ],
  },
};
