import { severityFor } from '../../../rulesets/define-rule.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { rules as lintRules } from '../../../rulesets/rules.js';
import { profiles } from '../../core/finding.js';
import type { StageName } from '../../core/stage-names.js';
import type { CompareRule, Example } from '../../stages/compare/compare-rule.js';
import { compareRules } from '../../stages/compare/rules.js';
import { intakeRules } from '../../stages/intake/rules.js';
import type { IntakeRule } from '../../stages/intake/rules.js';

/** A rule as `assay rules` tells it, whichever stage judges by it. */
export interface ListedRule {
  readonly id: string;
  readonly stage: StageName;
  /** The severity, or one for each profile where they differ. */
  readonly severity: string;
  readonly description: string;
  readonly why: string;
  readonly fix: string;
  /** Where the requirement is written down; null for our own. */
  readonly source: string | null;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

/** Every rule that a finding may name, in the order of the stages and then of the ids. */
export function listRules(): ListedRule[] {
  return [
    ...Object.entries(intakeRules)
      .map(([id, rule]) => intakeRule(id, rule))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...lintRules.map(lintRule),
    ...compareRules.map(compareRule),
  ];
}

function intakeRule(id: string, { severity, what, why, fix }: IntakeRule): ListedRule {
  return { id, stage: 'intake', severity, description: what, why, fix, source: null, good: [], bad: [] };
}

function compareRule({ id, severity, description, docs, examples }: CompareRule): ListedRule {
  const shown = (list: readonly Example[]) => list.map(({ before, after }) => ({ before, after }));
  const { good, bad } = examples;
  return { id, stage: 'compare', severity, description, ...docs, good: shown(good), bad: shown(bad) };
}

function lintRule(rule: Rule): ListedRule {
  const { id, description, docs, good, bad } = rule;
  const shown = (examples: Rule['good']) => examples.map(example => example.shown);
  return { id, stage: 'lint', severity: weightOf(rule), description, ...docs, good: shown(good), bad: shown(bad) };
}

function weightOf(rule: Rule): string {
  const weights = profiles.map(profile => severityFor(rule, profile));
  if (new Set(weights).size === 1) return weights[0] ?? 'off';
  return profiles.map((profile, position) => `${profile}: ${weights[position]}`).join(', ');
}
