import { inOrder } from '../../core/finding.js';
import type { Finding, Severity } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { CheckResult, Report } from '../../core/verdict.js';
import { ComparisonTooLarge, createBudget } from './budget.js';
import { firstChangelog, generatedChangelog } from './changelog.js';
import { compareFields } from './compare-fields.js';
import type { Change, CompareRule, Remark } from './compare-rule.js';
import { compareSignIns } from './compare-sign-ins.js';
import type { SignInDifference } from './compare-sign-ins.js';
import { readDefinition } from './definition.js';
import type { FieldDifference } from './field-difference.js';
import { createReporter } from './finding.js';
import { compareRules } from './rules.js';
import { readSignIns } from './sign-in.js';
import type { Step } from './wanted-version.js';

/** The files of one version that are compared. */
export interface VersionTexts {
  readonly definition: JsonText;
  /** Null when it is missing or cannot be read. */
  readonly properties: JsonText | null;
}

/** Why something was not compared, and whose fault that is. */
export interface NotCompared {
  readonly fault: 'yours' | 'ours';
  readonly reason: string;
}

/** What else a version is judged by, where there is something. */
export interface CompareTerms {
  /** The titles of the other public connectors. */
  readonly titles?: readonly string[];
  readonly weigh?: Weigh;
}

/** How much a rule weighs for the connector at hand. */
export type Weigh = (rule: CompareRule) => Severity | 'off';

const asWritten: Weigh = rule => rule.severity;

/** The rules that the connector is judged by, with their weights. */
function weighed(weigh: Weigh): (readonly [CompareRule, Severity])[] {
  return compareRules.flatMap(rule => {
    const severity = weigh(rule);
    return severity === 'off' ? [] : [[rule, severity] as const];
  });
}

/** Judges a version by the one that is public: what would break the people who use it. Pure. */
export function compareConnector(
  before: VersionTexts,
  after: VersionTexts,
  { titles = [], weigh = asWritten }: CompareTerms = {},
): Report {
  const change = {
    before: readDefinition(before.definition.value),
    after: readDefinition(after.definition.value),
  };
  const comparison = {
    change,
    fields: fieldDifferences(change),
    signIns: signInDifferences(before, after),
    properties: { before, after },
    titles,
  };
  const { definition, properties } = packageFileNames;
  const adds = [...change.after.operations.keys()].some(id => !change.before.operations.has(id));
  const report = {
    definition: createReporter(definition, after.definition),
    properties: createReporter(properties, after.properties),
  };
  const checks: CheckResult[] = [];
  const findings: Finding[] = [];
  for (const [rule, severity] of weighed(weigh)) {
    const breaks = findings.some(({ rule: id, blocks }) => blocks && isBreaking(id));
    const judged = judge(rule, { ...comparison, step: { breaks, adds } });
    if ('notRun' in judged) {
      checks.push({ id: rule.id, state: 'not-run', ...judged.notRun });
      continue;
    }
    checks.push({ id: rule.id, state: 'ran' });
    findings.push(...report[fileOf(rule)](rule, severity, judged.remarks));
  }
  const inPlace = inOrder(findings);
  return { checks, findings: inPlace, evidence: [], changelog: generatedChangelog(change, inPlace) };
}

/** Whether a rule tells of what breaks users; the others are about names and numbers. */
function isBreaking(ruleId: string): boolean {
  return ruleId.startsWith('breaking-');
}

/** Judges a first version, which breaks nobody: only what is public of other connectors counts. Pure. */
export function judgeFirstVersion(definition: JsonText, { titles = [], weigh = asWritten }: CompareTerms = {}): Report {
  const report = createReporter(packageFileNames.definition, definition);
  const after = readDefinition(definition.value);
  const findings = weighed(weigh).flatMap(([rule, severity]) =>
    rule.on === 'catalogue' ? report(rule, severity, rule.check(after, titles)) : [],
  );
  return { checks: allRan(weigh), findings: inOrder(findings), evidence: [], changelog: firstChangelog(after) };
}

/** The report on a first version that cannot be read: nothing was there to compare it with, and lint says the rest. */
export function nothingToCompare(weigh: Weigh = asWritten): Report {
  return { checks: allRan(weigh), findings: [], evidence: [] };
}

function allRan(weigh: Weigh): CheckResult[] {
  return weighed(weigh).map(([{ id }]) => ({ id, state: 'ran' }));
}

/** The report when one of the two definitions cannot be read: nothing was compared. */
export function notCompared(why: NotCompared, weigh: Weigh = asWritten): Report {
  return { checks: weighed(weigh).map(([{ id }]) => ({ id, state: 'not-run', ...why })), findings: [], evidence: [] };
}

type Differences<Difference> = { readonly list: readonly Difference[] } | { readonly notRun: NotCompared };

/** What the rules filter: each part is worked out once for all of them. */
interface Comparison {
  readonly change: Change;
  readonly fields: Differences<FieldDifference>;
  readonly signIns: Differences<SignInDifference>;
  readonly properties: { readonly before: VersionTexts; readonly after: VersionTexts };
  readonly titles: readonly string[];
  readonly step: Step;
}

function judge(
  rule: CompareRule,
  { change, fields, signIns, properties, titles, step }: Comparison,
): { readonly remarks: Iterable<Remark> } | { readonly notRun: NotCompared } {
  switch (rule.on) {
    case 'definition':
      return { remarks: rule.check(change) };
    case 'version':
      return { remarks: rule.check(change, step) };
    case 'fields':
      return 'notRun' in fields ? fields : { remarks: rule.check(fields.list) };
    case 'sign-in':
      return 'notRun' in signIns ? signIns : { remarks: rule.check(signIns.list) };
    case 'properties': {
      const notRun = withoutProperties(properties.before, properties.after);
      if (notRun !== null) return { notRun };
      const [before, after] = [properties.before.properties?.value, properties.after.properties?.value];
      return { remarks: rule.check({ before, after }) };
    }
    case 'catalogue':
      return { remarks: rule.check(change.after, titles) };
  }
}

function fieldDifferences({ before, after }: Change): Differences<FieldDifference> {
  try {
    return { list: compareFields(before, after, createBudget()) };
  } catch (error) {
    if (!(error instanceof ComparisonTooLarge)) throw error;
    const reason = 'The references of the two definitions lead to more combinations than are compared.';
    return { notRun: { fault: 'yours', reason } };
  }
}

function signInDifferences(before: VersionTexts, after: VersionTexts): Differences<SignInDifference> {
  const notRun = withoutProperties(before, after);
  if (notRun !== null) return { notRun };
  const offered = readSignIns(before.properties?.value, before.definition.value);
  return { list: compareSignIns(offered, readSignIns(after.properties?.value, after.definition.value)) };
}

function withoutProperties(before: VersionTexts, after: VersionTexts): NotCompared | null {
  const name = packageFileNames.properties;
  if (before.properties === null) {
    return { fault: 'ours', reason: `${name} of the public version is missing or cannot be read.` };
  }
  if (after.properties !== null) return null;
  return { fault: 'yours', reason: `${name} is missing or cannot be read; lint says why.` };
}

/** Which file a rule's findings are in. */
function fileOf({ on }: CompareRule): 'definition' | 'properties' {
  return on === 'sign-in' || on === 'properties' ? 'properties' : 'definition';
}
