import type { Place, Profile, Severity } from '../src/core/finding.js';
import { packageFileNames } from '../src/core/package.js';
import type { DefinitionIndex } from './definition-index.js';
import type { ExamplePackage } from './examples.js';
import type { Path } from './functions/path.js';
import type { OpenedPackage } from './opened-package.js';

/** What a check says of one fault. Its sentence ends with a period and may hold the author's text only through `quoted`. */
export interface Report {
  readonly message: string;
  /** The fix made of the author's own values, where that is more helpful than the rule's general one. */
  readonly fix?: string;
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
  readonly file: typeof packageFileNames.definition;
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
  readonly check: (index: DefinitionIndex) => Iterable<DefinitionReport>;
}

/** Judges what Spectral cannot see: bytes, syntax, pictures, texts, and one file against another. */
export interface PackageRule extends Described {
  readonly on: 'package';
  /** The file that it judges; `files` where it is about which files there are. */
  readonly file: string;
  /** JSON that has to be readable for the check to mean anything. When it is not, the check is reported as not run. */
  readonly needs: readonly Needed[];
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
  readonly check: (opened: OpenedPackage) => Iterable<PackageReport>;
}

export type Rule = DefinitionRule | PackageRule;

interface DefinitionRuleText<Part> extends Described {
  readonly on: 'definition';
  readonly check: (index: DefinitionIndex) => Iterable<DefinitionReport>;
  readonly examples: WrittenExamples<Part>;
}

interface PackageRuleText<Part> extends Described {
  readonly on: 'package';
  readonly file: string;
  readonly needs?: readonly Needed[];
  readonly check: (opened: OpenedPackage) => Iterable<PackageReport>;
  readonly examples: WrittenExamples<Part>;
}

/**
 * Makes a rule of what its file says. Both kinds go through here, so that everything else (engine, pages, tests, export) knows one
 * shape. A rule that has to start at other places than the root would get a `given` beside `check`; none has needed it.
 */
export function defineRule<Part>(text: DefinitionRuleText<Part> | PackageRuleText<Part>): Rule {
  const { id, severity, description, docs, examples } = text;
  const described = { id, severity, description, docs, ...readyExamples(examples) };
  if (text.on === 'definition') {
    return { ...described, on: 'definition', file: packageFileNames.definition, check: text.check };
  }
  return { ...described, on: 'package', file: text.file, needs: text.needs ?? [], check: text.check };
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
