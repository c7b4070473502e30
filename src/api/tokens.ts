/**
 * Names under which app.module.ts provides what has no class of its own: a Log, an EngineIdentity, a RulesetIdentity, which profile judges
 * a publisher's connectors, an EgressPolicy, the rules that hold for everybody with the reason. */
export const LOG = Symbol('Log');
export const ENGINE = Symbol('EngineIdentity');
export const RULESET = Symbol('RulesetIdentity');
export const PROFILE_OF = Symbol('ProfileOf');
export const FIXED_RULES = Symbol('FixedRules');
export const EGRESS = Symbol('EgressPolicy');
