import type { Example as LintExample, ExpectedPlace, Limits, Rule } from '../rulesets/define-rule.js';
import { connectorProgramme, limitsIn, severityIn } from '../rulesets/programme/programme.js';
import type { Programme } from '../rulesets/programme/programme.js';
import { codesOf } from '../rulesets/validator-codes.js';
import type { ProfileName } from './core/finding.js';
import type { StageName } from './core/stage-names.js';
import { waiverRules } from './core/waiver.js';
import type { CompareRule } from './stages/compare/compare-rule.js';
import { compareRules } from './stages/compare/rules.js';
import { intakeRules } from './stages/intake/rules.js';
import type { IntakeRule } from './stages/intake/rules.js';
import { exampleText } from './stages/intake/solution/example.js';
import { solutionRules } from './stages/intake/solution/rules.js';
import type { SolutionRule } from './stages/intake/solution/solution-rule.js';

/** An example as it is shown: the part that it is about, and where it is found wrong. */
export interface ListedExample {
  readonly shown: unknown;
  /** Under which profile, where that is not `verified`. */
  readonly profile: string | null;
  /** In words; empty for a good example. */
  readonly at: readonly string[];
}

/** A rule as it is told to people, whichever stage judges by it. */
export interface ListedRule {
  readonly id: string;
  /** Null for what is told of waivers, which any stage may. */
  readonly stage: StageName | null;
  /** The severity, or one for each profile where they differ. */
  readonly severity: string;
  readonly description: string;
  /** What it judges, in words. */
  readonly judges: string;
  readonly why: string;
  readonly fix: string;
  /** Where the requirement is written down; null for our own. */
  readonly source: string | null;
  /** The numbers that it decides by. */
  readonly limits: Limits;
  /** Those of profiles that the programme gave other numbers, by profile. */
  readonly limitsOf: Readonly<Record<ProfileName, Limits>>;
  /** The codes of the reference programme's validator that mean the same. */
  readonly codes: readonly string[];
  readonly good: readonly ListedExample[];
  readonly bad: readonly ListedExample[];
}

/** Every rule that a finding may name, in the order of the stages and then of the ids, as this programme has them. */
export function listRules(programme: Programme = connectorProgramme): ListedRule[] {
  return [
    ...[
      ...Object.entries(intakeRules).map(([id, rule]) => intakeRule(id, rule)),
      ...solutionRules.map(solutionRule),
    ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...programme.rules.map(rule => lintRule(rule, programme)),
    ...[...compareRules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(rule => compareRule(rule, programme)),
    ...Object.entries(waiverRules).map(([id, rule]) => ({ ...plain(id, rule), stage: null, judges: 'waivers' })),
  ];
}

function plain(id: string, { severity, what, why, fix }: Pick<IntakeRule, 'severity' | 'what' | 'why' | 'fix'>) {
  const told = { id, severity, description: what, why, fix, source: null };
  return { ...told, limits: {}, limitsOf: {}, codes: codesOf(id), good: [], bad: [] };
}

function intakeRule(id: string, rule: IntakeRule): ListedRule {
  return { ...plain(id, rule), stage: 'intake', judges: 'the upload' };
}

function solutionRule({ id, severity, description, docs, examples }: SolutionRule): ListedRule {
  return {
    id,
    stage: 'intake',
    severity,
    description,
    judges: 'the package of solutions that `assay solution` reads',
    ...docs,
    limits: {},
    limitsOf: {},
    codes: codesOf(id),
    good: examples.good.map(example => ({ shown: exampleText(example), profile: null, at: [] })),
    bad: examples.bad.map(example => ({
      shown: exampleText(example),
      profile: null,
      at: example.at.map(at => `\`${at}\``),
    })),
  };
}

function compareRule({ id, severity, description, docs, examples }: CompareRule, programme: Programme): ListedRule {
  const shown = (example: CompareRule['examples']['good'][number], at: readonly string[]): ListedExample => {
    const { before, after } = example;
    return { shown: { before, after }, profile: null, at: at.map(pointerText) };
  };
  return {
    id,
    stage: 'compare',
    severity: weightOf([...programme.profiles.values()].map(one => [one.name, one.severities.get(id) ?? severity])),
    description,
    judges: 'the new version by the one that is public',
    ...docs,
    limits: {},
    limitsOf: {},
    codes: codesOf(id),
    good: examples.good.map(example => shown(example, [])),
    bad: examples.bad.map(example => shown(example, example.at)),
  };
}

function lintRule(rule: Rule, programme: Programme): ListedRule {
  const { id, description, docs, file, good, bad } = rule;
  const weights = [...programme.profiles.values()].map(one => [one.name, severityIn(one, rule)] as const);
  const others = [...programme.profiles.values()].filter(one => one.limits.has(id));
  return {
    id,
    stage: 'lint',
    severity: weightOf(weights),
    description,
    judges: file === 'files' ? 'the files of the package' : `\`${file}\``,
    ...docs,
    limits: rule.limits,
    limitsOf: Object.fromEntries(others.map(one => [one.name, limitsIn(one, rule)])),
    codes: codesOf(id),
    good: good.map(shownExample),
    bad: bad.map(shownExample),
  };
}

function shownExample({ shown, profile, at }: LintExample): ListedExample {
  return { shown, profile: profile === 'verified' ? null : profile, at: at.map(placeText) };
}

function weightOf(weights: readonly (readonly [string, string])[]): string {
  if (new Set(weights.map(([, weight]) => weight)).size === 1) return weights[0]?.[1] ?? 'off';
  return weights.map(([name, weight]) => `${name}: ${weight}`).join(', ');
}

function placeText(place: ExpectedPlace): string {
  if (typeof place === 'string') return pointerText(place);
  const { file, line, pointer } = place;
  if (pointer !== undefined) return `\`${file}\`, ${pointerText(pointer)}`;
  return line === undefined ? `\`${file}\`` : `\`${file}\`, line ${line}`;
}

function pointerText(pointer: string): string {
  return pointer === '' ? 'the root of the document' : `\`${pointer}\``;
}
