import type { Place, Profile, Severity } from '../src/core/finding.js';
import { packageFileNames } from '../src/core/package.js';
import type { DefinitionIndex } from './definition-index.js';
import type { ExamplePackage } from './examples.js';
import type { Path } from './functions/path.js';
import type { OpenedPackage } from './opened-package.js';

/**
 * A change of a JSON file that repairs a fault and that nobody would object to: what the connector does stays the same. A repair
 * changes only the bytes that it is about.
 */
export type Repair =
  /** Gives the member this value; one that is missing is added at the end of its object, which has to be there. */
  | { readonly kind: 'set'; readonly at: Path; readonly value: string | number | boolean }
  /** Gives the member another name. */
  | { readonly kind: 'rename'; readonly at: Path; readonly name: string }
  /** Takes the member or element away. */
  | { readonly kind: 'remove'; readonly at: Path }
  /** Replaces a part of the file's text; offsets count UTF-16 code units from its start, a byte order mark left out. */
  | { readonly kind: 'text'; readonly start: number; readonly end: number; readonly text: string }
  /** Takes the byte order mark away. */
  | { readonly kind: 'drop-bom' };

/** The numbers that a rule decides by, under names that a programme may give other values: `{ most: 80 }`. */
export type Limits = Readonly<Record<string, number>>;

/** What a check says of one fault. Its sentence ends with a period and may hold the author's text only through `quoted`. */
export interface Report {
  readonly message: string;
  /** The fix made of the author's own values, where that is more helpful than the rule's general one. */
  readonly fix?: string;
  /**
   * The change that repairs it, where one is safe to make without asking; several where only all of them together do. Places and
   * offsets are those of the file as it was judged, whatever else is repaired with it.
   */
  readonly repair?: Repair | readonly Repair[];
}

/** A fault inside the definition, at the member or element that is wrong; for a missing member, at the object that lacks it. */
export interface DefinitionReport extends Report {
  readonly at: Path;
}

/**
 * A fault anywhere in a package: at a member of the JSON file (`at`), at a place that the reader knows (`place`), or, with neither,
 * in the file as a whole. `file` is needed only where it is not the file that the rule judges.
 */
export interface PackageReport extends Report {
  readonly file?: string;
  readonly at?: Path;
  readonly place?: Omit<Place, 'file'>;
}

/** What a check of a package says; the few that use a library which answers later promise it. */
export type PackageReports = Iterable<PackageReport> | Promise<Iterable<PackageReport>>;

/** How much a rule weighs; one that differs between profiles says so, and `off` means that it is no rule of that profile. */
export type RuleSeverity = Severity | Readonly<Record<Profile, Severity | 'off'>>;

export interface RuleDocs {
  /** Why it matters to the people who use the connector. */
  readonly why: string;
  /** What to do, in general. */
  readonly fix: string;
  /** Where the requirement is written down in public. */
  readonly source: string;
}

/**
 * Where a bad example's finding appears: a JSON pointer in the file that the rule judges, or a place in any file (a line for texts,
 * nothing for a file as a whole).
 */
export type ExpectedPlace = string | { readonly file: string; readonly line?: number; readonly pointer?: string };

/** One example, ready to be judged: a whole package, and the part of it that documentation shows. */
export interface Example {
  readonly shown: unknown;
  readonly profile: Profile;
  readonly at: readonly ExpectedPlace[];
  readonly content: () => ExamplePackage;
}

interface Described {
  /** Also the file's name. Stable: findings, waivers and documentation refer to it. */
  readonly id: string;
  readonly severity: RuleSeverity;
  /** One sentence that says what holds for a good connector. */
  readonly description: string;
  readonly docs: RuleDocs;
}

interface Limited<Own extends Limits> {
  /** The rule's own numbers; a programme may change them, and the check is given those that hold. */
  readonly limits?: Own;
}

interface WrittenExamples<Part> {
  /** Puts a part into an otherwise faultless package, so that examples hold only what they are about. */
  readonly of: (part: Part) => ExamplePackage;
  /** For which profile the examples are judged: `verified` unless said. */
  readonly profile?: Profile;
  readonly good: readonly [Part, ...Part[]];
  readonly bad: readonly [
    { readonly part: Part; readonly at: readonly ExpectedPlace[]; readonly profile?: Profile },
    ...{ readonly part: Part; readonly at: readonly ExpectedPlace[]; readonly profile?: Profile }[],
  ];
}

/** The two JSON files that a package rule may depend on. */
export type Needed = 'definition' | 'properties';

/** Judges the definition alone, on its index; any Spectral can run it, because it is a plain function of the document's root. */
export interface DefinitionRule extends Described {
  readonly on: 'definition';
  readonly limits: Limits;
  readonly file: typeof packageFileNames.definition;
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
  readonly check: (index: DefinitionIndex, limits: Limits) => Iterable<DefinitionReport>;
}

/** Judges what Spectral cannot see: bytes, syntax, pictures, texts, and one file against another. */
export interface PackageRule extends Described {
  readonly on: 'package';
  readonly limits: Limits;
  /** The file that it judges; `files` where it is about which files there are. */
  readonly file: string;
  /** JSON that has to be readable for the check to mean anything. When it is not, the check is reported as not run. */
  readonly needs: readonly Needed[];
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
  readonly check: (opened: OpenedPackage, limits: Limits) => PackageReports;
}

export type Rule = DefinitionRule | PackageRule;

interface DefinitionRuleText<Part, Own extends Limits> extends Described, Limited<Own> {
  readonly on: 'definition';
  readonly check: (index: DefinitionIndex, limits: Own) => Iterable<DefinitionReport>;
  readonly examples: WrittenExamples<Part>;
}

interface PackageRuleText<Part, Own extends Limits> extends Described, Limited<Own> {
  readonly on: 'package';
  readonly file: string;
  readonly needs?: readonly Needed[];
  readonly check: (opened: OpenedPackage, limits: Own) => PackageReports;
  readonly examples: WrittenExamples<Part>;
}

/**
 * Makes a rule of what its file says. Both kinds go through here, so that everything else (engine, pages, tests, export) knows one
 * shape. A rule that has to start at other places than the root would get a `given` beside `check`; none has needed it.
 */
export function defineRule<Part, const Own extends Limits = Readonly<Record<string, never>>>(
  text: DefinitionRuleText<Part, Own> | PackageRuleText<Part, Own>,
): Rule {
  const { id, severity, description, docs, examples } = text;
  const limits: Limits = text.limits ?? {};
  const described = { id, severity, description, docs, limits, ...readyExamples(examples) };
  if (text.on === 'definition') {
    const check: DefinitionRule['check'] = (index, given) => text.check(index, ownLimits<Own>(limits, given));
    return { ...described, on: 'definition', file: packageFileNames.definition, check };
  }
  const check: PackageRule['check'] = (opened, given) => text.check(opened, ownLimits<Own>(limits, given));
  return { ...described, on: 'package', file: text.file, needs: text.needs ?? [], check };
}

/** The rule's own limits with those that were given instead: every one of its names has a number, as the rule's text says. */
function ownLimits<Own extends Limits>(own: Limits, given: Limits): Own {
  return { ...own, ...given } as Own;
}

/** How much a rule weighs for a profile. */
export function severityFor(rule: Rule, profile: Profile): Severity | 'off' {
  return typeof rule.severity === 'string' ? rule.severity : rule.severity[profile];
}

function readyExamples<Part>({ of, profile = 'verified', good, bad }: WrittenExamples<Part>) {
  const example = (part: Part, at: readonly ExpectedPlace[], judgedAs: Profile): Example => ({
    shown: part,
    profile: judgedAs,
    at,
    content: () => of(part),
  });
  return {
    good: good.map(part => example(part, [], profile)),
    bad: bad.map(one => example(one.part, one.at, one.profile ?? profile)),
  };
}
