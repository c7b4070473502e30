import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { definitionWith, infoWith, propertiesWith } from '../examples.js';
import { characterName } from '../functions/character-name.js';
import { connectionParameterNames, connectorNames, operationNames, summaries } from '../functions/names-of-package.js';
import type { PackageName } from '../functions/names-of-package.js';
import { quoted } from '../functions/quoted.js';
import { isPlain, textFiles } from '../functions/text-files.js';
import type { OpenedPackage } from '../opened-package.js';

/** The scripts whose letters look like Latin ones. */
const scripts = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
] as const;
const suspicious = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const word = /[\p{L}\p{M}\p{N}]+/gu;
/** Of these nobody takes one for a Latin letter: micrometre, microsecond. */
const unit = /^μ[a-z]{1,2}$/iu;

const example = (id: string) => ({
  paths: { '/items': { get: { operationId: id, summary: 'List items', responses: { '200': { description: 'OK' } } } } },
});

export default defineRule({
  on: 'package',
  id: 'text-look-alike',
  severity: 'warning',
  description: 'No word of a name mixes Latin letters with letters of another script that look like them.',
  file: packageFileNames.definition,
  needs: ['definition', 'properties'],
  docs: {
    why: 'With one letter exchanged a connector passes for that of another company, and a name that looks right is never found.',
    fix: 'Write the whole word in one script; type it again by hand.',
    source: 'Unicode Technical Standard 39, section 5.',
  },
  *check(opened) {
    if (textFiles(opened).every(one => !one.path.endsWith('.json') || isPlain(one))) return;
    for (const { file, at, text, what } of namesOf(opened)) {
      if (!suspicious.test(text)) continue;
      for (const [one] of text.matchAll(word)) {
        const [script, letter] = lookAlikeIn(one) ?? [];
        if (script === undefined || letter === undefined) continue;
        const message = `The word ${quoted(one)} of the ${what} mixes Latin letters with ${script} ones: ${characterName(letter)}.`;
        yield { file, at, message };
        break;
      }
    }
  },
  examples: {
    of: (part: { title: string } | { publisher: string } | { operationId: string }) => {
      if ('title' in part) return infoWith(part);
      return 'publisher' in part ? propertiesWith(part) : definitionWith(example(part.operationId));
    },
    good: [{ title: 'Контосо Stock' }, { publisher: 'Contoso Ελλάδα' }, { title: '在庫API' }, { title: '5 μm Filter' }],
    bad: [
      { part: { title: 'C\u043entoso Stock' }, at: ['/info/title'] },
      {
        part: { publisher: 'Contos\u03bf' },
        at: [{ file: packageFileNames.properties, pointer: '/properties/publisher' }],
      },
      { part: { operationId: 'Get\u0405tock' }, at: ['/paths/~1items/get/operationId'] },
    ],
  },
});

function* namesOf(opened: OpenedPackage): Iterable<PackageName> {
  yield* connectorNames(opened);
  yield* operationNames(opened);
  yield* summaries(opened);
  yield* connectionParameterNames(opened);
}

function lookAlikeIn(text: string): readonly [script: string, letter: string] | null {
  if (!/\p{Script=Latin}/u.test(text) || unit.test(text)) return null;
  for (const [script, pattern] of scripts) {
    const letter = pattern.exec(text)?.[0];
    if (letter !== undefined) return [script, letter];
  }
  return null;
}
