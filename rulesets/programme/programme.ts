import { profiles } from '../../src/core/finding.js';
import type { Profile, ProfileName, Severity } from '../../src/core/finding.js';
import { defaultMonitoringPolicy } from '../../src/core/monitoring.js';
import type { MonitoringPolicy } from '../../src/core/monitoring.js';
import { defaultPromotionPolicy, defaultReviewPolicy } from '../../src/core/review.js';
import type { PromotionPolicy, ReviewPolicy } from '../../src/core/review.js';
import type { RulesetIdentity } from '../../src/core/ruleset.js';
import type { Waiver } from '../../src/core/waiver.js';
import { severityFor } from '../define-rule.js';
import type { Limits, Rule } from '../define-rule.js';
import { rulesetIdentity } from '../identity.js';
import { rules } from '../rules.js';

/** What a programme wants of the connectors of one kind of publisher. */
export interface ProgrammeProfile {
  readonly name: ProfileName;
  /** The one of the two profiles that it starts from; rules see only this. */
  readonly base: Profile;
  /** The publishers, by slug, that are judged by it instead of by the profile of their kind. */
  readonly publishers: readonly string[];
  /** What the programme decided otherwise, by rule: of content, and of what compare looks at. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly limits: ReadonlyMap<string, Limits>;
}

/** The rules of a connector programme: which there are, how much each weighs for whom, and what was excepted. */
export interface Programme {
  readonly identity: RulesetIdentity;
  /** All content rules, the programme's own among them, in the order of their ids. */
  readonly rules: readonly Rule[];
  /** By name; always holds the two that rules know. */
  readonly profiles: ReadonlyMap<ProfileName, ProgrammeProfile>;
  readonly waivers: readonly Waiver[];
  readonly review: ReviewPolicy;
  readonly monitoring: MonitoringPolicy;
  /** What a version in preview has to show before it is promoted, by lane. */
  readonly promotion: PromotionPolicy;
}

/** The rules as they come, for those who decide nothing otherwise. */
export const connectorProgramme: Programme = {
  identity: rulesetIdentity,
  rules,
  profiles: new Map(profiles.map(name => [name, plainProfile(name)])),
  waivers: [],
  review: defaultReviewPolicy,
  monitoring: defaultMonitoringPolicy,
  promotion: defaultPromotionPolicy,
};

/** One of the two profiles, as the rules have it. */
export function plainProfile(name: Profile): ProgrammeProfile {
  return { name, base: name, publishers: [], severities: new Map(), limits: new Map() };
}

/** How much a content rule weighs for a profile. */
export function severityIn({ base, severities }: ProgrammeProfile, rule: Rule): Severity | 'off' {
  return severities.get(rule.id) ?? severityFor(rule, base);
}

/** The numbers that a rule decides by for a profile; those that the programme leaves alone are the rule's own. */
export function limitsIn({ limits }: ProgrammeProfile, rule: Rule): Limits {
  return { ...rule.limits, ...limits.get(rule.id) };
}

/** The rules that a profile has, in the order of their ids. */
export function rulesIn(profile: ProgrammeProfile, list: readonly Rule[]): Rule[] {
  return list.filter(rule => severityIn(profile, rule) !== 'off');
}

/** The profile that a publisher's connectors are judged by. */
export function profileOf(
  programme: Programme,
  publisher: { readonly slug: string; readonly kind: Profile },
): ProfileName {
  for (const { name, publishers } of programme.profiles.values()) if (publishers.includes(publisher.slug)) return name;
  return publisher.kind;
}

/** The profile of this name. Throws when the programme has none: names are checked where they come in. */
export function profileNamed(programme: Programme, name: ProfileName): ProgrammeProfile {
  const profile = programme.profiles.get(name);
  if (!profile) throw new Error(`The programme has no profile ${name}`);
  return profile;
}
