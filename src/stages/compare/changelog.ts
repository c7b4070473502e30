import type { Changelog } from '../../core/changelog.js';
import type { Finding } from '../../core/finding.js';
import { own } from '../../core/json-value.js';
import { textOf } from '../../runtime/json.js';
import { ComparisonTooLarge, createBudget } from './budget.js';
import type { Change } from './compare-rule.js';
import type { Definition, Operation } from './definition.js';
import { keyOf, parametersOf } from './exchanged.js';
import { exchangeWords } from './field-words.js';
import { quoted } from './quoted.js';

/** Lines under one heading; beyond that they are only counted. */
const shownLines = 100;

/** Characters of a line: a hundred lines under each heading stay a page that somebody reads. */
const longestLine = 400;

/**
 * What a version changes, under the headings of Keep a Changelog, from what compare found. The same two versions give the same text.
 * There is no `Fixed`: what was wrong before, only the author knows. Pure.
 */
export function generatedChangelog(change: Change, findings: readonly Finding[]): Changelog {
  const { before, after } = change;
  const breaking = findings.filter(({ rule }) => rule.startsWith('breaking-'));
  const told = breaking.some(({ rule }) => rule === 'breaking-operation-deleted');
  const kept = [...after.operations.values()].flatMap(now => {
    const old = before.operations.get(now.id);
    return old === undefined ? [] : [{ old, now }];
  });
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Breaking', breaking.map(({ message }) => message)],
    ['Added', [...addedOperations(before, after), ...addedParameters(change, kept)]],
    ['Changed', [...changedPlace(before, after), ...kept.flatMap(renamed)]],
    ['Deprecated', kept.flatMap(deprecated)],
    ['Removed', told ? [] : [...before.operations.keys()].filter(id => !after.operations.has(id)).map(removed)],
  ];
  const text = sections.flatMap(([heading, lines]) => sectionText(heading, lines)).join('\n\n');
  return { version: after.version, source: 'generated', text: text === '' ? nothingNew : text };
}

/** What is said of a first version. */
export function firstChangelog(after: Definition): Changelog {
  const lines = [...after.operations.values()].map(operationLine);
  const text = ['### Added', ...sectionLines(['The first version.', ...lines])].join('\n');
  return { version: after.version, source: 'generated', text: text.replace('\n', '\n\n') };
}

const nothingNew = '### Changed\n\n- Nothing that the users of its operations would notice.';

function sectionText(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${heading}\n\n${sectionLines(lines).join('\n')}`];
}

function sectionLines(lines: readonly string[]): string[] {
  const different = [...new Set(lines)];
  const shown = different.slice(0, shownLines).map(line => `- ${escaped(line)}`);
  const more = different.length - shown.length;
  return more > 0 ? [...shown, `- And ${more} more.`] : shown;
}

/** Names come from the author: what Markdown or HTML would obey is shown instead. */
function escaped(line: string): string {
  const cut = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
  return cut.replace(/[\\`*_[\]<>~|&]/g, '\\$&');
}

function addedOperations(before: Definition, after: Definition): string[] {
  return [...after.operations.values()].filter(({ id }) => !before.operations.has(id)).map(operationLine);
}

function operationLine({ id, method, path, value }: Operation): string {
  const summary = textOf(own(value, 'summary'));
  const what = `${quoted(id)}, ${method.toUpperCase()} ${quoted(path)}`;
  return summary === null ? `${what}.` : `${what}: ${quoted(summary)}.`;
}

interface Kept {
  readonly old: Operation;
  readonly now: Operation;
}

function addedParameters({ before, after }: Change, kept: readonly Kept[]): string[] {
  const budget = createBudget();
  try {
    return kept.flatMap(({ old, now }) => {
      const known = parametersOf(before.root, old, budget);
      return [...parametersOf(after.root, now, budget).values()]
        .filter(parameter => !known.has(keyOf(parameter)) && !parameter.required)
        .map(
          ({ name, in: place }) =>
            `${quoted(name)} in ${exchangeWords(place)} of ${quoted(now.id)}, which may be left out.`,
        );
    });
  } catch (error) {
    // Two definitions of which that is true are not compared either, and nothing of them is passed.
    if (error instanceof ComparisonTooLarge) return [];
    throw error;
  }
}

function changedPlace(before: Definition, after: Definition): string[] {
  return (['host', 'basePath'] as const).flatMap(member => {
    const [old, now] = [textOf(own(before.root, member)), textOf(own(after.root, member))];
    if (old === now) return [];
    const words = (text: string | null) => (text === null ? 'nothing' : quoted(text));
    return [`The ${member === 'host' ? 'host' : 'base path'} was ${words(old)} and is now ${words(now)}.`];
  });
}

function renamed({ old, now }: Kept): string[] {
  const [was, is] = [textOf(own(old.value, 'summary')), textOf(own(now.value, 'summary'))];
  if (was === is || was === null || is === null) return [];
  return [`${quoted(now.id)} was called ${quoted(was)} and is now called ${quoted(is)}.`];
}

function deprecated({ old, now }: Kept): string[] {
  const isDeprecated = ({ value }: Operation) => own(value, 'deprecated') === true;
  return isDeprecated(now) && !isDeprecated(old) ? [`${quoted(now.id)}.`] : [];
}

function removed(id: string): string {
  return `${quoted(id)}.`;
}
