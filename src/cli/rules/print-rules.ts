import type { Limits } from '../../../rulesets/define-rule.js';
import { judgedElsewhere } from '../../../rulesets/judged-elsewhere.js';
import { rulesBehind, validatorCodes } from '../../../rulesets/validator-codes.js';
import { nearest } from '../../core/nearest.js';
import { problem } from '../../core/problems.js';
import { openProgramme } from '../../programme.js';
import { listRules } from '../../rulebook.js';
import type { ListedExample, ListedRule } from '../../rulebook.js';
import type { RulesetIdentity } from '../../core/ruleset.js';
import { describeLinter } from '../../stages/lint/description.js';
import { json } from '../json.js';
import { printable } from '../printable.js';
import type { Paint, Terminal } from '../terminal.js';

/** Which rules are asked for; null where nothing was said. */
export interface Question {
  /** Id of a rule, or words that it has to mention. */
  readonly word: string | null;
  /** Error code of the reference programme's validator. */
  readonly code: string | null;
  /** File of the programme whose rules they are. */
  readonly programme: string | null;
}

/** Prints all rules, the one with this id, or those that mention the words. Throws `rule-not-found`, `code-not-found`. */
export async function printRules(question: Question, format: 'text' | 'json', terminal: Terminal): Promise<void> {
  const { programme } = await openProgramme(question.programme);
  const rules = listRules(programme);
  const elsewhere = question.word === null ? undefined : judgedElsewhere[question.word];
  if (elsewhere && question.word !== null) {
    if (format === 'json') terminal.out(json({ id: question.word, ...elsewhere }));
    else
      terminal.out(
        `${terminal.paint.bold(question.word)}  has no rule; judged by: ${elsewhere.judge}\n${elsewhere.why}\n`,
      );
    return;
  }
  const shown = chosen(question, rules);
  if (format === 'json') for (const rule of shown) terminal.out(json(rule));
  else if (shown.length === 1 || question.code !== null) {
    terminal.out(shown.map(rule => explained(rule, terminal.paint)).join('\n'));
  } else terminal.out(listed(shown, rules.length, describeLinter(programme).ruleset, terminal.paint));
}

function chosen({ word, code }: Question, rules: readonly ListedRule[]): readonly ListedRule[] {
  if (code !== null) return behind(code, rules);
  if (word === null) return rules;
  const exact = rules.find(rule => rule.id === word);
  if (exact) return [exact];
  const found = rules.filter(rule => mentions(rule, word));
  if (found.length > 0) return found;
  // A code is also found where a word was asked for.
  if (rulesBehind(word).length > 0) return behind(word, rules);
  const close = nearest(
    word,
    rules.map(rule => rule.id),
  );
  throw problem('rule-not-found', { id: word, suggestion: close === null ? '' : ` Did you mean ${close}?` });
}

function behind(code: string, rules: readonly ListedRule[]): readonly ListedRule[] {
  const ids = rulesBehind(code);
  if (ids.length > 0) return rules.filter(rule => ids.includes(rule.id));
  const codes = Object.keys(validatorCodes);
  const close = nearest(
    code,
    codes.map(one => one.toLowerCase()),
  );
  const meant = codes.find(one => one.toLowerCase() === close);
  throw problem('code-not-found', { code, suggestion: meant === undefined ? '' : ` Did you mean ${meant}?` });
}

/** Every word has to occur somewhere in what is told of the rule. */
function mentions({ id, description, why, fix, codes }: ListedRule, words: string): boolean {
  const text = [id, description, why, fix, ...codes].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function listed(
  shown: readonly ListedRule[],
  total: number,
  { version, digest }: RulesetIdentity,
  paint: Paint,
): string {
  const width = Math.max(...shown.map(rule => rule.id.length));
  const lines = shown.map(
    ({ id, stage, severity, description }) =>
      `${paint.cyan(id.padEnd(width))}  ${(stage ?? 'waiver').padEnd(7)}  ${severity.padEnd(7)}  ${description}`,
  );
  lines.push('', paint.dim(`${shown.length} of ${total} rules · ruleset ${version} ${digest}`));
  return `${lines.join('\n')}\n`;
}

function explained(rule: ListedRule, paint: Paint): string {
  const { id, stage, severity, description, why, fix, source, codes, good, bad } = rule;
  const limits = limitsText(rule);
  const lines = [
    `${paint.bold(id)}  ${severity}${stage === null ? '' : `  ${paint.dim(stage)}`}`,
    description,
    '',
    `${paint.bold('why')}     ${why}`,
    `${paint.bold('fix')}     ${fix}`,
    ...(limits === '' ? [] : [`${paint.bold('limits')}  ${limits}`]),
    ...(source === null ? [] : [`${paint.bold('source')}  ${source}`]),
    ...(codes.length === 0 ? [] : [`${paint.bold('codes')}   ${codes.join(', ')}`]),
    ...(good.length === 0 ? [] : ['', paint.green('good'), ...good.map(indented)]),
    ...(bad.length === 0 ? [] : ['', paint.red('bad'), ...bad.map(indented)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The rule's own numbers, and those of profiles that have others: `most 30; member: most 40`. */
function limitsText({ limits, limitsOf }: ListedRule): string {
  const numbers = (given: Limits) =>
    Object.entries(given)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return [numbers(limits), ...Object.entries(limitsOf).map(([name, given]) => `${name}: ${numbers(given)}`)]
    .filter(text => text !== '')
    .join('; ');
}

function indented({ shown, at }: ListedExample): string {
  const found = at.length === 0 ? [] : [`found at ${at.join(', ').replaceAll('`', '')}`];
  if (shown instanceof Uint8Array) return `  ${[`a file of ${shown.length} bytes`, ...found].join('; ')}`;
  const text = typeof shown === 'string' ? shown : (JSON.stringify(shown, null, 2) ?? 'nothing');
  return [...text.trimEnd().split('\n'), ...found].map(line => `  ${printable(line)}`).join('\n');
}
