import { severityFor } from '../../../rulesets/define-rule.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { openPackage } from '../../../rulesets/opened-package.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import { rules as connectorRules } from '../../../rulesets/rules.js';
import { inOrder } from '../../core/finding.js';
import type { Finding, Profile } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { Linter } from '../../core/ports/linter.js';
import type { CheckResult, Report } from '../../core/verdict.js';
import { describeLinter, rulesOf } from './description.js';
import { operationNames, toFinding } from './finding.js';
import type { JudgeDefinition } from './judge-definition.js';
import { judgePackage, neededJson } from './judge-package.js';
import type { Judgement } from './judgement.js';

/** A linter in this process. Loads Spectral with the first package that it judges. Takes other rules than the programme's for tests. */
export function createLinter(rules: readonly Rule[] = connectorRules): Linter {
  return new LinterInProcess(rules);
}

class LinterInProcess extends Linter {
  private readonly described = describeLinter();
  readonly engine = this.described.engine;
  readonly ruleset = this.described.ruleset;
  private judgeDefinition: Promise<JudgeDefinition> | null = null;

  constructor(private readonly rules: readonly Rule[]) {
    super();
  }

  /** Judges a package. Every rule of the profile is a check of the report; what a package holds is never thrown about. */
  async lint(content: PackageContent, profile: Profile, signal: AbortSignal): Promise<Report> {
    signal.throwIfAborted();
    const opened = openPackage(content, profile);
    const rules = rulesOf(profile, this.rules);
    const packageRules = rules.filter(rule => rule.on === 'package');
    const judgements = new Map([...(await this.judged(opened)), ...judgePackage(packageRules, opened)]);
    signal.throwIfAborted();
    return reportOf(rules, judgements, opened);
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  /** The definition's own rules, through Spectral; not run at all where there is no definition to run them on. */
  private async judged(opened: OpenedPackage): Promise<Map<string, Judgement>> {
    const rules = rulesOf(opened.profile, this.rules).filter(rule => rule.on === 'definition');
    const found = neededJson(opened, 'definition');
    if ('notRun' in found) return new Map(rules.map(rule => [rule.id, found.notRun]));
    const judge = await this.prepared();
    return judge(opened, found.json);
  }

  private prepared(): Promise<JudgeDefinition> {
    this.judgeDefinition ??= import('./judge-definition.js').then(({ prepareDefinitionRules }) =>
      prepareDefinitionRules(this.rules.filter(rule => rule.on === 'definition')),
    );
    return this.judgeDefinition;
  }
}

/** One check for each rule of the profile, and what those that ran have found. A rule without a judgement would be a bug of ours. */
function reportOf(rules: readonly Rule[], judgements: ReadonlyMap<string, Judgement>, opened: OpenedPackage): Report {
  const operationAt = operationNames(opened.definition);
  const checks: CheckResult[] = [];
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = severityFor(rule, opened.profile);
    if (severity === 'off') continue;
    const judgement = judgements.get(rule.id);
    if (!judgement) throw new Error(`The rule ${rule.id} was not judged`);
    if (judgement.state === 'not-run') checks.push({ id: rule.id, ...judgement });
    else {
      checks.push({ id: rule.id, state: 'ran' });
      findings.push(...judgement.reports.map(report => toFinding(rule, severity, report, operationAt)));
    }
  }
  return { checks, findings: inOrder(findings), evidence: [] };
}
