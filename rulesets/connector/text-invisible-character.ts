import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { characterName } from '../functions/character-name.js';
import { invisibleCharacters } from '../functions/invisible-characters.js';
import { connectionParameterNames, connectorNames, operationNames, valueNames } from '../functions/names-of-package.js';
import type { PackageName } from '../functions/names-of-package.js';
import { quoted } from '../functions/quoted.js';
import { isPlain, textFiles } from '../functions/text-files.js';
import type { TextFile } from '../functions/text-files.js';
import type { OpenedPackage } from '../opened-package.js';

const titled = (title: string) => ({ swagger: '2.0', info: { title }, host: 'contoso.com', paths: {} });

export default defineRule({
  on: 'package',
  id: 'text-invisible-character',
  severity: 'warning',
  description: 'Names and the script hold no invisible characters.',
  file: packageFileNames.definition,
  needs: ['definition', 'properties'],
  docs: {
    why: 'Two names that look the same are then different: a flow refers to one of them and nobody sees why it fails.',
    fix: 'Delete the invisible character that the message names and write the name again by hand.',
    source: 'Unicode Technical Standard 39, section 3.1; Unicode Technical Standard 55.',
  },
  *check(opened) {
    // Looking through whole texts costs little; the names are gone through only where there is something to find.
    const texts = textFiles(opened).filter(file => !isPlain(file) && firstIn(file.text) !== null);
    for (const name of texts.some(({ path }) => path.endsWith('.json')) ? namesOf(opened) : []) {
      const character = firstIn(name.text);
      if (character !== null) yield reportOn(name, character);
    }
    const script = texts.find(({ path }) => path === packageFileNames.script);
    if (script) yield* linesOf(script);
  },
  examples: {
    of: packageWith,
    good: [
      { [packageFileNames.definition]: titled('Contoso 👩‍🚀 می‌خواهم') },
      { [packageFileNames.readme]: '# Contoso\u200b Stock\n' },
    ],
    bad: [
      { part: { [packageFileNames.definition]: titled('Contoso\u200b Stock') }, at: ['/info/title'] },
      {
        part: {
          [packageFileNames.properties]: { properties: { connectionParameters: { 'api\u2060_key': {} } } },
          [packageFileNames.script]: 'var a = 1;\nvar b\u200d\u200d = 2;\n',
        },
        at: [
          { file: packageFileNames.properties, pointer: '/properties/connectionParameters/api\u2060_key' },
          { file: packageFileNames.script, line: 2 },
        ],
      },
    ],
  },
});

function firstIn(text: string): string | null {
  const [first] = invisibleCharacters(text);
  return first?.character ?? null;
}

function* linesOf({ path, text, placeAt }: TextFile): Iterable<PackageReport> {
  let lineBefore = 0;
  for (const { character, offset } of invisibleCharacters(text)) {
    const place = placeAt(offset);
    if (place.line === lineBefore) continue;
    lineBefore = place.line ?? 0;
    const message = `Line ${place.line} of the script holds the invisible character ${characterName(character)}.`;
    yield { file: path, place, message };
  }
}

function* namesOf(opened: OpenedPackage): Iterable<PackageName> {
  yield* connectorNames(opened);
  yield* operationNames(opened);
  yield* valueNames(opened);
  yield* connectionParameterNames(opened);
}

/** The title is the one name that nothing refers to, so that it can be mended without asking. */
function reportOn({ file, at, text, what }: PackageName, character: string): PackageReport {
  const message = `The ${what} ${quoted(text)} holds the invisible character ${characterName(character)}.`;
  if (what !== 'title') return { file, at, message };
  let seen = '';
  let from = 0;
  for (const { character: hidden, offset } of invisibleCharacters(text)) {
    seen += text.slice(from, offset);
    from = offset + hidden.length;
  }
  const value = seen + text.slice(from);
  return { file, at, message, fix: `Write it ${quoted(value)}.`, repair: { kind: 'set', at, value } };
}
