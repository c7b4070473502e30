import { severityFor } from '../../../rulesets/define-rule.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { rulesetIdentity } from '../../../rulesets/identity.js';
import { rules } from '../../../rulesets/rules.js';
import { profiles } from '../../core/finding.js';
import type { Profile } from '../../core/finding.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import { installedVersion } from '../../installation.js';

/** What is known about linting without doing it: who judges, by which rules, and which checks a report has to name. */
export interface LintDescription {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  /** Ids of the rules that each profile has, in order. */
  readonly checks: Readonly<Record<Profile, readonly string[]>>;
}

/** The rules that a profile has. */
export function rulesOf(profile: Profile, list: readonly Rule[] = rules): Rule[] {
  return list.filter(rule => severityFor(rule, profile) !== 'off');
}

/** Describes the linter of this installation. Loads the rules but not Spectral, so that a service can start with it at little cost. */
export function describeLinter(): LintDescription {
  const [verified, independent] = profiles.map(profile => rulesOf(profile).map(rule => rule.id));
  return {
    engine: { name: 'assay', version: installedVersion() },
    ruleset: rulesetIdentity,
    checks: { verified: verified ?? [], independent: independent ?? [] },
  };
}
