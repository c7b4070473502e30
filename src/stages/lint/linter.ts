import { connectorProgramme, profileNamed, severityIn } from '../../../rulesets/programme/programme.js';
import type { Programme, ProgrammeProfile } from '../../../rulesets/programme/programme.js';
import { openPackage } from '../../../rulesets/opened-package.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import type { DefinitionRule, PackageRule, Rule } from '../../../rulesets/define-rule.js';
import type { Fault, ProfileName, Severity } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { Linter } from '../../core/ports/linter.js';
import type { LintTerms } from '../../core/ports/linter.js';
import type { CheckResult, Report } from '../../core/verdict.js';
import { describeLinter } from './description.js';
import { toFault, toFindings } from './finding.js';
import type { JudgeDefinition } from './judge-definition.js';
import { judgePackage, neededJson } from './judge-package.js';
import type { Judgement } from './judgement.js';
import { ratchet } from './ratchet.js';
import type { Judged } from './ratchet.js';

/** A linter in this process, by the rules of a programme. Loads Spectral with the first package that it judges. */
export function createLinter(programme: Programme = connectorProgramme): Linter {
  return new LinterInProcess(programme);
}

/** The rules that a profile has, in the order of their ids, each with its weight. */
interface Chosen {
  readonly weighed: readonly { readonly rule: Rule; readonly severity: Severity }[];
  readonly ofDefinition: readonly DefinitionRule[];
  readonly ofPackage: readonly PackageRule[];
}

class LinterInProcess extends Linter {
  readonly engine;
  readonly ruleset;
  private readonly chosen = new Map<ProfileName, Chosen>();
  private judgeDefinition: Promise<JudgeDefinition> | null = null;

  constructor(private readonly programme: Programme) {
    super();
    const described = describeLinter(programme);
    this.engine = described.engine;
    this.ruleset = described.ruleset;
  }

  /** Judges a package. Every rule of the profile is a check of the report; what a package holds is never thrown about. */
  async lint(content: PackageContent, { profile: name, published }: LintTerms, signal: AbortSignal): Promise<Report> {
    const profile = profileNamed(this.programme, name);
    const now = await this.judge(content, profile, signal);
    if (published === null) return { checks: now.checks, findings: now.findings, evidence: [] };
    const before = await this.judge(published, profile, signal);
    return { checks: now.checks, findings: ratchet(now, before), evidence: [] };
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  private async judge(
    content: PackageContent,
    profile: ProgrammeProfile,
    signal: AbortSignal,
  ): Promise<Judged & { readonly checks: CheckResult[] }> {
    signal.throwIfAborted();
    const opened = openPackage(content, profile.base);
    const chosen = this.rulesOf(profile);
    const judgements = new Map([
      ...(await this.judgedDefinition(opened, chosen.ofDefinition, profile)),
      ...(await judgePackage(chosen.ofPackage, opened, profile)),
    ]);
    signal.throwIfAborted();
    return judged(judgements, opened, chosen);
  }

  private rulesOf(profile: ProgrammeProfile): Chosen {
    const known = this.chosen.get(profile.name);
    if (known) return known;
    const weighed = this.programme.rules.flatMap(rule => {
      const severity = severityIn(profile, rule);
      return severity === 'off' ? [] : [{ rule, severity }];
    });
    const rules = weighed.map(({ rule }) => rule);
    const made = {
      weighed,
      ofDefinition: rules.filter(rule => rule.on === 'definition'),
      ofPackage: rules.filter(rule => rule.on === 'package'),
    };
    this.chosen.set(profile.name, made);
    return made;
  }

  /** The definition's own rules, through Spectral; not run at all where there is no definition to run them on. */
  private async judgedDefinition(
    opened: OpenedPackage,
    rules: readonly DefinitionRule[],
    profile: ProgrammeProfile,
  ): Promise<Map<string, Judgement>> {
    const found = neededJson(opened, 'definition');
    if ('notRun' in found) return new Map(rules.map(rule => [rule.id, found.notRun]));
    const judge = await this.prepared();
    return judge(opened, found.json, profile);
  }

  private prepared(): Promise<JudgeDefinition> {
    this.judgeDefinition ??= import('./judge-definition.js').then(({ prepareDefinitionRules }) =>
      prepareDefinitionRules(this.programme.rules.filter(rule => rule.on === 'definition')),
    );
    return this.judgeDefinition;
  }
}

/** One check for each rule of the profile, and what those that ran have found. A rule without a judgement would be a bug of ours. */
function judged(judgements: ReadonlyMap<string, Judgement>, opened: OpenedPackage, { weighed }: Chosen) {
  const checks: CheckResult[] = [];
  const faults: Fault[] = [];
  for (const { rule, severity } of weighed) {
    const judgement = judgements.get(rule.id);
    if (!judgement) throw new Error(`The rule ${rule.id} was not judged`);
    if (judgement.state === 'not-run') checks.push({ id: rule.id, ...judgement });
    else {
      checks.push({ id: rule.id, state: 'ran' });
      for (const report of judgement.reports) faults.push(toFault(rule, severity, report));
    }
  }
  return { opened, checks, findings: toFindings(faults, opened) };
}
