import spectralCore from '@stoplight/spectral-core';
import type { DefinitionRule } from '../../../rulesets/define-rule.js';
import type { DefinitionIndex } from '../../../rulesets/definition-index.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import { limitsIn, severityIn } from '../../../rulesets/programme/programme.js';
import type { ProgrammeProfile } from '../../../rulesets/programme/programme.js';
import { rulesetFor } from '../../../rulesets/spectral.js';
import type { ProfileName } from '../../core/finding.js';
import type { JsonText, KeyPlace } from '../../core/json-text.js';
import { collectReports } from './judgement.js';
import type { Judgement, PlacedReport } from './judgement.js';

// A CommonJS package: its names are members of the default import.
const { Document, Ruleset, Spectral } = spectralCore;

type Resolver = NonNullable<NonNullable<ConstructorParameters<typeof Spectral>[0]>['resolver']>;

/**
 * Resolves nothing and reaches nothing: a reference in a stranger's document must open no file and no connection, and a document
 * that refers twice to itself at each level must not be written out. `uriCache` is what Spectral keys a cache of its own by.
 * The cast is needed because Spectral asks for a class with protected members, of which it uses only these two.
 */
const nothingResolver = {
  uriCache: {},
  resolve: (value: unknown) =>
    Promise.resolve({ result: value, errors: [], graph: { hasNode: () => false, overallOrder: () => [] }, refMap: {} }),
} as unknown as Resolver;

/** One run over one document. */
interface Run {
  readonly index: DefinitionIndex;
  readonly json: JsonText;
  readonly profile: ProgrammeProfile;
  /** What became of the rules that were called, by their ids. */
  readonly judgements: Map<string, Judgement>;
}

/** Judges a definition that could be read: a judgement for each rule that was called, by the rule's id. */
export type JudgeDefinition = (
  opened: OpenedPackage,
  json: JsonText,
  profile: ProgrammeProfile,
) => Promise<Map<string, Judgement>>;

/**
 * Prepares the rules for Spectral once; every document then gets a fresh Spectral, because one that is shared keeps what it saw.
 * Spectral neither parses nor resolves: it walks the value that was read and calls the rules. What they report goes past it (see
 * docs/decisions/0013): it would read `{{…}}` in an author's text as its own template, and looking up each finding's place by
 * walking the document again costs it more than all rules together.
 */
export function prepareDefinitionRules(rules: readonly DefinitionRule[]): JudgeDefinition {
  const runs = new WeakMap<object, Run>();
  const compiled = new Map<ProfileName, InstanceType<typeof Ruleset>>();

  const functionOf =
    (rule: DefinitionRule) =>
    (_root: unknown, _options: unknown, { document }: { readonly document: object }): [] => {
      const run = runs.get(document);
      if (!run) throw new Error(`The rule ${rule.id} was called for a document that is not being judged`);
      run.judgements.set(rule.id, runRule(rule, run));
      return [];
    };
  const rulesetOf = (profile: ProgrammeProfile) => {
    const known = compiled.get(profile.name);
    if (known) return known;
    const made = new Ruleset(rulesetFor(rules, rule => severityIn(profile, rule), functionOf));
    compiled.set(profile.name, made);
    return made;
  };

  return async (opened, json, profile) => {
    const document = new Document('', readAlready(json));
    const run: Run = { index: opened.definition, json, profile, judgements: new Map() };
    runs.set(document, run);
    const spectral = new Spectral({ resolver: nothingResolver });
    spectral.setRuleset(rulesetOf(profile));
    const [unexpected] = await spectral.run(document);
    if (unexpected) throw new Error(`Spectral reported what no rule did: ${unexpected.code}: ${unexpected.message}`);
    return run.judgements;
  };
}

/** Runs one rule on the run's document. What it says twice of one place counts once. */
function runRule(rule: DefinitionRule, { index, json, profile }: Run): Judgement {
  const collected = collectReports(rule.id, () => rule.check(index, limitsIn(profile, rule)));
  if ('notRun' in collected) return collected.notRun;
  const reports: PlacedReport[] = [];
  const told = new Map<KeyPlace, string[]>();
  for (const { at, message, fix } of collected.reports) {
    const key = json.placeOf(at);
    const messages = told.get(key);
    if (messages === undefined) told.set(key, [message]);
    else if (messages.includes(message)) continue;
    else messages.push(message);
    const { line, column, pointer } = key;
    reports.push({ message, fix: fix ?? null, place: { file: rule.file, line, column, pointer } });
  }
  return { state: 'ran', reports };
}

/** A parser that hands over what was read before. Nobody asks it for places. */
function readAlready(json: JsonText) {
  return {
    parse: () => ({ data: json.value, ast: {}, lineMap: null, diagnostics: [] }),
    getLocationForJsonPath: () => undefined,
    trapAccess: <T>(value: T): T => value,
  };
}
