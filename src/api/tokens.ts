/** Names under which app.module.ts provides what has no class of its own: a Log, an EngineIdentity, a RulesetIdentity. */
export const LOG = Symbol('Log');
export const ENGINE = Symbol('EngineIdentity');
export const RULESET = Symbol('RulesetIdentity');
