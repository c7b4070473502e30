import type { Severity } from '../../../core/finding.js';
import type { Example } from './example.js';
import type { Listing, Solution, SolutionSet } from './solution-package.js';

/** What a rule found. */
export interface Remark {
  /** How the place is named: taken from the level that the rule was given. */
  readonly file: string;
  /** A sentence that holds the author’s text only as `named` or `shown` made it. */
  readonly message: string;
  /** The fix made of the author’s own values, where that is more helpful than the rule’s. */
  readonly fix?: string;
  /** Where it weighs less than the rule says. */
  readonly severity?: Severity;
  /** Where in a JSON file. */
  readonly at?: { readonly pointer: string; readonly line: number | null; readonly column: number | null };
}

/** What the package is held against, besides itself. */
export interface Asked {
  /** Whether the connector is to work as an AI plug-in. */
  readonly plugin: boolean;
  /** The value of the connector’s own definition; undefined when it was not given. */
  readonly source?: unknown;
  /** Where the package was uploaded for the portal; undefined when it was not given. */
  readonly address?: string;
  readonly now: Date;
}

/** Something that holds for a package that the partner portal takes. */
export type SolutionRule = {
  /** Also the file’s name. Stable: findings and documentation refer to it. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence that says what holds for a good package. */
  readonly description: string;
  readonly docs: {
    /** What happens to the publisher, or to the users of the connector, when it does not hold. */
    readonly why: string;
    readonly fix: string;
    /** Where the requirement is written down in public. */
    readonly source: string;
  };
  readonly examples: {
    readonly good: readonly [Example, ...Example[]];
    /** `at` is where the findings have to appear: the file, and after `#` the JSON pointer where there is one. */
    readonly bad: readonly [BadExample, ...BadExample[]];
  };
} & (
  | { readonly on: 'outer' | 'inner'; check(listing: Listing): Iterable<Remark> }
  | { readonly on: 'assets'; check(assets: Listing, asked: Asked): Iterable<Remark> }
  /** Judges each solution by itself. */
  | { readonly on: 'solution'; check(solution: Solution): Iterable<Remark> }
  /** Judges all solutions together; `plugin` only where an AI plug-in is expected. */
  | { readonly on: 'solutions' | 'plugin'; check(set: SolutionSet): Iterable<Remark> }
  /** Expected only where the connector’s own definition was given. */
  | { readonly on: 'source'; check(set: SolutionSet, source: unknown): Iterable<Remark> }
  /** Expected only where the address of the upload was given. */
  | { readonly on: 'address'; check(address: string, now: Date, file: string): Iterable<Remark> }
);

export type BadExample = Example & { readonly at: readonly [string, ...string[]] };
