import type { Profile, Severity } from '../src/core/finding.js';
import { severityFor } from './define-rule.js';
import type { DefinitionRule, Rule } from './define-rule.js';
import { indexDefinition } from './definition-index.js';
import type { DefinitionIndex } from './definition-index.js';
import { escaped } from './functions/path.js';
import type { Path } from './functions/path.js';

/** What a function of a Spectral rule gives back. */
export interface SpectralResult {
  readonly message: string;
  readonly path: readonly string[];
}

/** A function of a Spectral rule: it sees the document's root, because every rule is `given` it. */
export type SpectralFunction = (
  root: unknown,
  options: unknown,
  context: { readonly document: object },
) => SpectralResult[];

/** A ruleset as any Spectral takes it. */
export interface SpectralRuleset {
  readonly rules: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly message: '{{error}}';
        readonly severity: 'error' | 'warn' | 'info';
        readonly given: '$';
        /** The rules look at the document as it is written; nothing is ever resolved. */
        readonly resolved: false;
        readonly then: { readonly function: SpectralFunction };
      }
    >
  >;
}

const spectralSeverities = {
  error: 'error',
  ratchet: 'error',
  ack: 'error',
  warning: 'warn',
  info: 'info',
} as const satisfies Record<Severity, string>;

/** The rules of these that are about the definition, as a plain Spectral ruleset: what other tools run. */
export function spectralRuleset(profile: Profile, rules: readonly Rule[]): SpectralRuleset {
  return rulesetFor(definitionRules(profile, rules), rule => severityFor(rule, profile), plainFunction);
}

/** The rules about the definition that a profile has. */
export function definitionRules(profile: Profile, rules: readonly Rule[]): DefinitionRule[] {
  return rules.filter(rule => rule.on === 'definition').filter(rule => severityFor(rule, profile) !== 'off');
}

/** A ruleset of these rules, each run by the function that `functionOf` makes of it. Rules that are off are left out. */
export function rulesetFor(
  chosen: readonly DefinitionRule[],
  severityOf: (rule: DefinitionRule) => Severity | 'off',
  functionOf: (rule: DefinitionRule) => SpectralFunction,
): SpectralRuleset {
  const entries = chosen.flatMap(rule => {
    const severity = severityOf(rule);
    if (severity === 'off') return [];
    const spectralRule = {
      description: rule.description,
      message: '{{error}}',
      severity: spectralSeverities[severity],
      given: '$',
      resolved: false,
      then: { function: functionOf(rule) },
    } as const;
    return [[rule.id, spectralRule] as const];
  });
  return { rules: Object.fromEntries(entries) };
}

/** A path as Spectral expects it from a function: it reads each segment as a JSON pointer's, and unescapes it. */
export function spectralPath(path: Path): string[] {
  return path.map(escaped);
}

/** The index of the document that was judged last or still is: every rule of one document asks for the same. */
const indexes = new WeakMap<object, DefinitionIndex>();

function plainFunction(rule: DefinitionRule): SpectralFunction {
  return root =>
    Array.from(rule.check(indexOf(root), rule.limits), ({ at, message }) => ({
      // Spectral reads double braces in a message as a template, and the message may quote the author.
      message: message.replaceAll('{{', '{ {'),
      path: spectralPath(at),
    }));
}

function indexOf(root: unknown): DefinitionIndex {
  if (typeof root !== 'object' || root === null) return indexDefinition(root);
  const known = indexes.get(root);
  if (known) return known;
  const made = indexDefinition(root);
  indexes.set(root, made);
  return made;
}
