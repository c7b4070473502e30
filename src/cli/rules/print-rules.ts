import { problem } from '../../core/problems.js';
import { describeLinter } from '../../stages/lint/description.js';
import { json } from '../json.js';
import type { Paint, Terminal } from '../terminal.js';
import { nearest } from './nearest.js';
import { listRules } from './rule-list.js';
import type { ListedRule } from './rule-list.js';

/** Prints all rules, the one with this id, or those that mention the word. Throws `rule-not-found`. */
export function printRules(word: string | null, format: 'text' | 'json', terminal: Terminal): void {
  const rules = listRules();
  const exact = rules.find(rule => rule.id === word);
  const shown = exact ? [exact] : rules.filter(rule => word === null || mentions(rule, word));
  if (word !== null && shown.length === 0) throw notFound(word, rules);
  if (format === 'json') for (const rule of shown) terminal.out(json(rule));
  else if (exact) terminal.out(explained(exact, terminal.paint));
  else terminal.out(listed(shown, rules.length, terminal.paint));
}

function mentions({ id, description, why, fix }: ListedRule, word: string): boolean {
  return [id, description, why, fix].join(' ').toLowerCase().includes(word.toLowerCase());
}

function notFound(word: string, rules: readonly ListedRule[]): Error {
  const close = nearest(
    word,
    rules.map(rule => rule.id),
  );
  return problem('rule-not-found', { id: word, suggestion: close === null ? '' : ` Did you mean ${close}?` });
}

function listed(shown: readonly ListedRule[], total: number, paint: Paint): string {
  const width = Math.max(...shown.map(rule => rule.id.length));
  const lines = shown.map(
    ({ id, stage, severity, description }) =>
      `${paint.cyan(id.padEnd(width))}  ${stage.padEnd(7)}  ${severity.padEnd(7)}  ${description}`,
  );
  const { version, digest } = describeLinter().ruleset;
  lines.push('', paint.dim(`${shown.length} of ${total} rules · ruleset ${version} ${digest}`));
  return `${lines.join('\n')}\n`;
}

function explained(
  { id, stage, severity, description, why, fix, source, good, bad }: ListedRule,
  paint: Paint,
): string {
  const lines = [
    `${paint.bold(id)}  ${severity}  ${paint.dim(stage)}`,
    description,
    '',
    `${paint.bold('why')}     ${why}`,
    `${paint.bold('fix')}     ${fix}`,
    ...(source === null ? [] : [`${paint.bold('source')}  ${source}`]),
    ...(good.length === 0 ? [] : ['', paint.green('good'), ...good.map(indented)]),
    ...(bad.length === 0 ? [] : ['', paint.red('bad'), ...bad.map(indented)]),
  ];
  return `${lines.join('\n')}\n`;
}

function indented(shown: unknown): string {
  if (shown instanceof Uint8Array) return `  a file of ${shown.length} bytes`;
  const text = typeof shown === 'string' ? shown : (JSON.stringify(shown, null, 2) ?? 'nothing');
  return text
    .trimEnd()
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}
