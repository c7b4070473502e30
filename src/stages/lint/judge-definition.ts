import spectralCore from '@stoplight/spectral-core';
import type { DefinitionReport, DefinitionRule } from '../../../rulesets/define-rule.js';
import type { DefinitionIndex } from '../../../rulesets/definition-index.js';
import { pointerOf } from '../../../rulesets/functions/path.js';
import type { Path } from '../../../rulesets/functions/path.js';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import { limitsIn, severityIn } from '../../../rulesets/programme/programme.js';
import type { ProgrammeProfile } from '../../../rulesets/programme/programme.js';
import { rulesetFor, spectralPath } from '../../../rulesets/spectral.js';
import type { SpectralResult } from '../../../rulesets/spectral.js';
import type { ProfileName } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
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
  readonly profile: ProgrammeProfile;
  /** What the rules reported, in the order in which they did. */
  readonly reports: DefinitionReport[];
  /** Rules that were called and came to their end. */
  readonly ran: Set<string>;
  readonly notRun: Map<string, Judgement>;
}

/** Judges a definition that could be read: a judgement for each rule that the profile has, by the rule's id. */
export type JudgeDefinition = (
  opened: OpenedPackage,
  json: JsonText,
  profile: ProgrammeProfile,
) => Promise<Map<string, Judgement>>;

/**
 * Prepares the rules for Spectral once; every document then gets a fresh Spectral, because one that is shared keeps what it saw.
 * Spectral neither parses nor resolves: it walks the value that was read, calls the rules, and asks for the places of what they
 * found, and only of that. Messages go past it by number, because it would read `{{…}}` in an author's text as its own template.
 */
export function prepareDefinitionRules(rules: readonly DefinitionRule[]): JudgeDefinition {
  const runs = new WeakMap<object, Run>();
  const compiled = new Map<ProfileName, InstanceType<typeof Ruleset>>();

  const functionOf =
    (rule: DefinitionRule) =>
    (_root: unknown, _options: unknown, { document }: { readonly document: object }): SpectralResult[] => {
      const run = runs.get(document);
      if (!run) throw new Error(`The rule ${rule.id} was called for a document that is not being judged`);
      return runRule(rule, run);
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
    const run: Run = { index: opened.definition, profile, reports: [], ran: new Set(), notRun: new Map() };
    runs.set(document, run);
    const spectral = new Spectral({ resolver: nothingResolver });
    spectral.setRuleset(rulesetOf(profile));
    const results = await spectral.run(document);

    const placed = new Map<string, PlacedReport[]>();
    for (const { code, message, path, range } of results) {
      const report = run.reports[Number(message)];
      if (!report) throw new Error(`Spectral reported what no rule did: ${String(code)}: ${message}`);
      const { line, character } = range.start;
      const place = {
        file: packageFileNames.definition,
        line: line + 1,
        column: character + 1,
        pointer: pointerOf(path),
      };
      const one = { message: report.message, fix: report.fix ?? null, place };
      const others = placed.get(String(code));
      if (others) others.push(one);
      else placed.set(String(code), [one]);
    }
    return new Map(
      rules
        .filter(rule => severityIn(profile, rule) !== 'off')
        .map(({ id }) => [id, judgementOf(id, run, placed.get(id) ?? [])]),
    );
  };
}

/** Silence counts as a pass only of a rule that was called: whatever kept Spectral from calling it is our failure. */
function judgementOf(id: string, { ran, notRun }: Run, reports: readonly PlacedReport[]): Judgement {
  if (ran.has(id)) return { state: 'ran', reports };
  return notRun.get(id) ?? { state: 'not-run', reason: `The rule ${id} was not called.`, fault: 'ours' };
}

/** Runs one rule on the run's document; its reports get the numbers by which they are found again. */
function runRule(rule: DefinitionRule, run: Run): SpectralResult[] {
  const collected = collectReports(rule.id, () => rule.check(run.index, limitsIn(run.profile, rule)));
  if ('notRun' in collected) {
    run.notRun.set(rule.id, collected.notRun);
    return [];
  }
  run.ran.add(rule.id);
  return collected.reports.map(report => ({
    message: String(run.reports.push(report) - 1),
    path: spectralPath(report.at),
  }));
}

/** A parser that hands over what was read before, and works out a place only when it is asked for. */
function readAlready(json: JsonText) {
  return {
    parse: () => ({ data: json.value, ast: {}, lineMap: null, diagnostics: [] }),
    getLocationForJsonPath: (_result: unknown, path: Path) => {
      const position = json.locateKey(pointerOf(path)) ?? { line: 1, column: 1 };
      const start = { line: position.line - 1, character: position.column - 1 };
      return { range: { start, end: start } };
    },
    trapAccess: <T>(value: T): T => value,
  };
}
