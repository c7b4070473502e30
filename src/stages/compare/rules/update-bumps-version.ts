import type { CompareRule } from '../compare-rule.js';
import { definitionOf, operation } from '../example-definition.js';
import { quoted } from '../quoted.js';
import { compareVersions } from '../version-order.js';
import { partOf, risesEnough, wantedAfter } from '../wanted-version.js';
import type { Part } from '../wanted-version.js';

const paths = { '/items': { get: operation('ListItems') } };
const more = { ...paths, '/shops': { get: operation('ListShops') } };

const reasons: Readonly<Record<Part, string>> = {
  major: 'it breaks users of the public version, which the first number tells them',
  minor: 'it has new operations, which the second number tells',
  patch: 'a version names one package for ever',
};

export const updateBumpsVersion: CompareRule = {
  on: 'version',
  id: 'update-bumps-version',
  severity: 'error',
  description:
    'An update has a higher info.version than the public version, as far as its changes ask for: the first number for what breaks users, the second for new operations.',
  docs: {
    why: 'A version names exactly one package for ever; a second one under the same name could not be told from the first, and is refused when it is published.',
    fix: 'Raise `info.version`: the last number for a correction, the middle one for an addition, the first for a change that breaks users.',
    source: 'Semantic Versioning 2.0.0 §6 to §8, on what compare finds.',
  },
  *check({ before, after }, step) {
    if (before.version === null) return;
    const now = after.version;
    const wanted = wantedAfter(before.version, step);
    const fix =
      wanted === null ? {} : { fix: `Set \`info.version\` to ${wanted} or higher: ${reasons[partOf(step)]}.` };
    if (now === null) {
      yield { pointer: '/info', message: `info.version is missing; ${quoted(before.version)} is public.`, ...fix };
    } else if (now === before.version) {
      const message = `info.version is still ${quoted(now)}, which is public already.`;
      yield { pointer: '/info/version', message, ...fix };
    } else if ((compareVersions(now, before.version) ?? 1) <= 0) {
      const message = `info.version is ${quoted(now)}, which is not higher than ${quoted(before.version)}, which is public.`;
      yield { pointer: '/info/version', message, ...fix };
    } else if (wanted !== null && partOf(step) !== 'patch' && !risesEnough(now, wanted)) {
      const message = `info.version went from ${quoted(before.version)} to ${quoted(now)}, but ${reasons[partOf(step)]}.`;
      yield { pointer: '/info/version', message, ...fix };
    }
  },
  examples: {
    good: [
      { before: definitionOf(paths, '1.9.0'), after: definitionOf(paths, '1.10.0') },
      { before: definitionOf(paths, '1.0.0-beta.2'), after: definitionOf(paths, '1.0.0') },
      { before: definitionOf(paths, '1.2.3'), after: definitionOf(more, '1.3.0') },
      { before: definitionOf(more, '1.2.3'), after: definitionOf(paths, '2.0.0') },
      { before: definitionOf(paths, '1.2.3.9'), after: definitionOf(paths, '1.2.3.10') },
      { before: definitionOf(paths, 'spring'), after: definitionOf(paths, 'summer') },
    ],
    bad: [
      { before: definitionOf(paths, '1.0.0'), after: definitionOf(paths, '1.0.0'), at: ['/info/version'] },
      { before: definitionOf(paths, '1.10.0'), after: definitionOf(paths, '1.9.0'), at: ['/info/version'] },
      { before: definitionOf(paths, '1.0'), after: definitionOf(paths, '1.0.0'), at: ['/info/version'] },
      { before: definitionOf(paths, '1.2.3'), after: definitionOf(more, '1.2.4'), at: ['/info/version'] },
      { before: definitionOf(more, '1.2.3'), after: definitionOf(paths, '1.9.0'), at: ['/info/version'] },
    ],
  },
};
