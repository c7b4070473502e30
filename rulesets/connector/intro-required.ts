import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { readOutline } from '../functions/markdown-outline.js';
import { quoted } from '../functions/quoted.js';
import { textFile } from '../functions/text-files.js';

const file = packageFileNames.intro;
const noSignIn = { [packageFileNames.properties]: { properties: { connectionParameters: {} } } };
const introOf = (...parts: readonly string[]) => ({ [file]: parts.join('\n\n') });
const opening = 'Contoso Stock looks up what a warehouse holds.';
const prerequisites = '## Prerequisites\nAn account.';
const credentials = '## How to get credentials\nOpen your account’s page.';
const issues = '## Known issues and limitations\nNone.';

export default defineRule({
  on: 'package',
  id: 'intro-required',
  severity: 'error',
  description:
    'The package holds intro.md: a paragraph of at most eight sentences, and what users need, get and have to know.',
  file,
  docs: {
    why: 'It becomes the page on which people decide whether they use the connector.',
    fix: 'Write `intro.md`: a paragraph, then Prerequisites, How to get credentials, Get started with your connector, Known issues and limitations, Common errors and remedies, FAQ. Actions and triggers are added to it without you.',
    source: 'Submit your connector for certification, step 6; certification policy 5000.1.1.5.',
  },
  limits: { sentences: 8 },
  *check(opened, { sentences: most }) {
    const text = textFile(opened, file)?.text;
    if (text === undefined) {
      yield { message: `The package has no ${file}.` };
      return;
    }
    const { preamble, sections } = readOutline(text);
    const paragraph = preamble !== '' ? preamble : (sections[0]?.text ?? '');
    const sentences = paragraph.match(/[.!?](?=\s|$)/g)?.length ?? 0;
    if (paragraph === '') yield { message: 'The introduction does not start with a paragraph on the connector.' };
    else if (sentences > most) {
      yield {
        place: { line: 1, column: 1, pointer: null },
        message: `The introduction starts with ${sentences} sentences; at most ${most} are read.`,
      };
    }
    const isAnonymous = opened.propertiesJson !== null && opened.properties.connectionParameters.length === 0;
    const headings = sections.map(({ heading }) => heading);
    yield* missing(headings, /pre-?\s?req/i, 'Prerequisites');
    if (!isAnonymous) yield* missing(headings, /credential|authenticat/i, 'How to get credentials');
    yield* missing(headings, /known|limitation/i, 'Known issues and limitations');
    for (const { heading, line } of sections) {
      if (!/^(?:supported )?(?:actions?|triggers?|operations?)(?: (?:and|&) (?:actions?|triggers?))?$/i.test(heading))
        continue;
      yield {
        place: { line, column: 1, pointer: null },
        message: `The introduction lists ${quoted(heading)}, which are listed below it anyway.`,
        fix: 'Remove the section; the list is made from the definition.',
      };
    }
  },
  examples: {
    of: packageWith,
    good: [
      {},
      introOf(`# Contoso Stock\n${opening}`, prerequisites, credentials, issues),
      { ...noSignIn, ...introOf(opening, prerequisites, issues) },
    ],
    bad: [
      { part: { [file]: null }, at: [{ file }] },
      { part: introOf(prerequisites.replace('An account.', ''), credentials, issues), at: [{ file }] },
      { part: introOf('One. '.repeat(9), prerequisites, credentials, issues), at: [{ file, line: 1 }] },
      { part: introOf(opening), at: [{ file }, { file }, { file }] },
      { part: introOf(opening, prerequisites, credentials, issues, '## Actions\nMany.'), at: [{ file, line: 12 }] },
    ],
  },
});

function* missing(headings: readonly string[], heading: RegExp, name: string): Iterable<PackageReport> {
  if (!headings.some(one => heading.test(one))) yield { message: `The introduction has no section "${name}".` };
}
