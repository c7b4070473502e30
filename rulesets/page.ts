import { profiles } from '../src/core/finding.js';
import { severityFor } from './define-rule.js';
import type { Example, ExpectedPlace, Rule } from './define-rule.js';

/** Where a rule is explained, relative to the documentation's root. */
export function explainedAt(ruleId: string): string {
  return `reference/rules.md#${ruleId}`;
}

/** A rule in one line, for lists in a terminal: id, weight, what holds. */
export function ruleLine(rule: Rule): string {
  return `${rule.id}  ${weightOf(rule)}  ${rule.description}`;
}

/** All rules as one page of documentation, in Markdown: a table, and a section for each. */
export function rulesPage(list: readonly Rule[]): string {
  const rows = list.map(rule => `| [${rule.id}](#${rule.id}) | ${weightOf(rule)} | ${rule.description} |`);
  const table = ['| Rule | Severity | What holds for a good connector |', '|---|---|---|', ...rows].join('\n');
  return [table, ...list.map(rulePage)].join('\n\n');
}

/** A rule as a section of documentation, in Markdown. Its examples are the ones that the tests run. */
export function rulePage(rule: Rule): string {
  return [
    `## ${rule.id}`,
    rule.description,
    [
      '| | |',
      '|---|---|',
      `| Severity | ${weightOf(rule)} |`,
      `| Judges | ${rule.file === 'files' ? 'the JSON files of the package' : `\`${rule.file}\``} |`,
      `| Source | ${rule.docs.source} |`,
    ].join('\n'),
    `**Why it matters.** ${rule.docs.why}`,
    `**How to fix it.** ${rule.docs.fix}`,
    '**Good**',
    ...rule.good.map(shownExample),
    '**Bad**',
    ...rule.bad.flatMap(example => [shownExample(example), `Found at ${example.at.map(placeText).join(', ')}.`]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The severity, or one for each profile where they differ. */
function weightOf(rule: Rule): string {
  const weights = profiles.map(profile => severityFor(rule, profile));
  if (new Set(weights).size === 1) return weights[0] ?? 'off';
  return profiles.map((profile, position) => `${profile}: ${weights[position]}`).join(', ');
}

/** The part of the package that the example is about, shortened where it is longer than a page wants. */
function shownExample({ shown, profile }: Example): string {
  const note = profile === 'independent' ? 'For an independent publisher:\n\n' : '';
  if (typeof shown === 'string') return `${note}${fenced('text', shown)}`;
  if (shown instanceof Uint8Array) return `${note}A file of ${shown.length} bytes.`;
  return `${note}${fenced('json', JSON.stringify(shown, readable, 2))}`;
}

function fenced(language: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const kept = lines.length > 40 ? [...lines.slice(0, 40), '…'] : lines;
  return `\`\`\`\`${language}\n${kept.join('\n')}\n\`\`\`\``;
}

/** What JSON cannot say: bytes by their number, a member that is taken away by the word for it. */
function readable(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (value === undefined) return '(missing)';
  return typeof value === 'string' && value.length > 200 ? `${value.slice(0, 200)}…` : value;
}

function placeText(place: ExpectedPlace): string {
  if (typeof place === 'string') return place === '' ? 'the root of the document' : `\`${place}\``;
  const { file, line, pointer } = place;
  if (pointer !== undefined) return `\`${file}\`, \`${pointer}\``;
  return line === undefined ? `\`${file}\`` : `\`${file}\`, line ${line}`;
}
