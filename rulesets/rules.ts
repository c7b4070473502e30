import * as connector from './connector/index.js';
import type { Rule } from './define-rule.js';

/** Date of the newest change to a rule, `YYYY-MM-DD`. Raise it with every change that can alter a verdict. */
export const rulesetVersion = '2026-11-23';

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = Object.values(connector).sort((a, b) => (a.id < b.id ? -1 : 1));
