import type { ListedExample, ListedRule } from './rulebook.js';

/** All rules as one page, in Markdown: a table for each stage, each line leading to the rule's own page. */
export function rulesIndexPage(rules: readonly ListedRule[]): string {
  const stages = [...new Set(rules.map(rule => rule.stage))];
  return stages
    .flatMap(stage => [
      `## ${stage === null ? 'Waivers' : `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`}`,
      table(
        ['Rule', 'Severity', 'What holds for a good connector'],
        rules
          .filter(rule => rule.stage === stage)
          .map(({ id, severity, description }) => [`[${id}](${id}.md)`, severity, description]),
      ),
    ])
    .join('\n\n');
}

/** A rule as a page of its own, in Markdown. Its examples are the ones that the tests run. */
export function rulePage(rule: ListedRule): string {
  const { id, description, stage, severity, judges, source, limits, codes, why, fix, good, bad } = rule;
  const facts: (readonly [string, string])[] = [
    ['Severity', severity],
    ...(stage === null ? [] : [['Stage', stage] as const]),
    ['Judges', judges],
    ...Object.entries(limits).map(([name, value]) => [`Limit \`${name}\``, String(value)] as const),
    ...(codes.length === 0 ? [] : [['Validator codes', codes.map(code => `\`${code}\``).join(', ')] as const]),
    ...(source === null ? [] : [['Source', source] as const]),
  ];
  return [
    `# ${id}`,
    description,
    table(['', ''], facts),
    `**Why it matters.** ${why}`,
    `**How to fix it.** ${fix}`,
    ...(good.length === 0 ? [] : ['## Good', ...good.map(shownExample)]),
    ...(bad.length === 0 ? [] : ['## Bad', ...bad.map(shownExample)]),
  ].join('\n\n');
}

/** The reference programme's validator codes with the rules that find the same, in Markdown. */
export function validatorCodesPage(
  codes: Readonly<Record<string, readonly string[]>>,
  rules: readonly ListedRule[],
): string {
  const pages = new Set(rules.map(({ id }) => id));
  const page = (id: string) => (pages.has(id) ? `${id}.md` : 'README.md#judged-otherwise');
  const rows = Object.entries(codes).map(([code, ids]) => [
    `\`${code}\``,
    ids.map(id => `[${id}](rules/${page(id)})`).join(', '),
  ]);
  return table(['Code', 'Rules'], rows);
}

/** What has no rule, and who judges it instead, in Markdown. */
export function judgedElsewherePage(
  list: Readonly<Record<string, { readonly judge: string; readonly why: string }>>,
): string {
  const rows = Object.entries(list).map(([id, { judge, why }]) => [`\`${id}\``, judge, why]);
  return table(['Requirement', 'Judged by', 'Why there is no rule'], rows);
}

function shownExample({ shown, profile, at }: ListedExample): string {
  const note = profile === null ? '' : `For an ${profile} publisher:\n\n`;
  const found = at.length === 0 ? '' : `\n\nFound at ${at.join(', ')}.`;
  if (typeof shown === 'string') return `${note}${fenced('text', shown)}${found}`;
  if (shown instanceof Uint8Array) return `${note}A file of ${shown.length} bytes.${found}`;
  return `${note}${fenced('json', JSON.stringify(shown, readable, 2) ?? 'nothing')}${found}`;
}

/** An example is shortened where it is longer than a page wants, and nothing in it ends its block or hides in it. */
function fenced(language: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const kept = lines.length > 40 ? [...lines.slice(0, 40), '…'] : lines;
  const visible = kept.join('\n').replace(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu, codeOf);
  return `\`\`\`\`${language}\n${visible}\n\`\`\`\``;
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** What JSON cannot say: bytes by their number, a member that is taken away by the word for it. */
function readable(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (value === undefined) return '(missing)';
  return typeof value === 'string' && value.length > 200 ? `${value.slice(0, 200)}…` : value;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [heads, heads.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n');
}
