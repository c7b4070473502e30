import type { Severity } from '../../core/finding.js';
import type { SignInDifference } from './compare-sign-ins.js';
import type { Definition } from './definition.js';
import type { FieldDifference } from './field-difference.js';
import type { Step } from './wanted-version.js';

/** The public definition, and the one that is to follow it. */
export interface Change {
  readonly before: Definition;
  readonly after: Definition;
}

/** What a rule found, at a JSON pointer in the new version of the file that it is about. */
export interface Remark {
  readonly pointer: string;
  readonly message: string;
  /** The operations that it concerns, by their ids, where they are known; more than are named in a message count as all. */
  readonly operations?: readonly string[];
  /** Whatever the message shortens and the change is made of: the finding is the same one only while this is the same. */
  readonly exactly?: string;
  /** What to do about this one, where it can be said more exactly than by the rule. */
  readonly fix?: string;
}

/** Two versions of the file that the rule is about, as JSON. A test runs each example; the documentation is made of the same rules. */
export interface Example {
  readonly before: unknown;
  readonly after: unknown;
}

/** One way in which a new version can break the users of the public one. */
export type CompareRule = {
  /** Also the file's name. Stable: findings, acknowledgements and documentation refer to it. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence that says what holds for a version that breaks nobody. */
  readonly description: string;
  readonly docs: {
    /** Why it matters to the people who use the connector. */
    readonly why: string;
    readonly fix: string;
    /** Where the requirement is written down in public. */
    readonly source: string;
  };
  readonly examples: {
    readonly good: readonly [Example, ...Example[]];
    /** `at` is where the findings have to appear, in order. */
    readonly bad: readonly [
      Example & { readonly at: readonly string[] },
      ...(Example & { readonly at: readonly string[] })[],
    ];
  };
} & (
  | { readonly on: 'definition'; check(change: Change): Iterable<Remark> }
  /** Judged last: it is told what the rules before it found. */
  | { readonly on: 'version'; check(change: Change, step: Step): Iterable<Remark> }
  | { readonly on: 'fields'; check(differences: readonly FieldDifference[]): Iterable<Remark> }
  /** These two are about apiProperties.json. */
  | { readonly on: 'sign-in'; check(differences: readonly SignInDifference[]): Iterable<Remark> }
  | {
      readonly on: 'properties';
      check(change: { readonly before: unknown; readonly after: unknown }): Iterable<Remark>;
    }
  /** Judged for a first version too. In an example, `before` is the list of the other connectors' titles. */
  | { readonly on: 'catalogue'; check(after: Definition, titles: readonly string[]): Iterable<Remark> }
);
