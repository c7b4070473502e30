/**
 * Names under which app.module.ts provides what has no class of its own: a Log, an EngineIdentity, a RulesetIdentity, which profile judges
 * a publisher's connectors, an EgressPolicy. */
export const LOG = Symbol('Log');
export const ENGINE = Symbol('EngineIdentity');
export const RULESET = Symbol('RulesetIdentity');
export const PROFILE_OF = Symbol('ProfileOf');
export const EGRESS = Symbol('EgressPolicy');
