/** How much one run of a collection may use. Times in milliseconds. */
export interface RunLimits {
  /** The whole run; the child is killed when it is over. */
  readonly totalMs: number;
  /** One request, as Newman sees it. */
  readonly requestMs: number;
  /** One script. */
  readonly scriptMs: number;
}

/** What a child is asked to do: one line of JSON on its standard input. */
export interface Job {
  readonly collection: object;
  readonly environment: object | null;
  readonly socketPath: string;
  /** An empty folder: the only place that Newman may read files from. */
  readonly workingFolder: string;
  readonly limits: RunLimits;
  /** Requests, and items that were started, after which the run ends; null for no limit of the child's own. */
  readonly mostRequests: number | null;
}

/** The argument of a child that is started before anybody needs it. */
export const rehearseArgument = 'rehearse';

/** The file descriptor on which a child writes its replies, one line of JSON each. */
export const replyDescriptor = 3;

/** The result of one `pm.test`, or of a script that threw. It is what the collection's author claims, and no verdict. */
export interface Assertion {
  /** The id of the item that it belongs to; null when that is none that a case can have. */
  readonly item: string | null;
  readonly name: string;
  readonly passed: boolean;
  /** What it says of its failure; null when it passed. */
  readonly error: string | null;
}

/** Assertions that are passed on, and characters of their texts. More are counted. */
export const assertionLimits = { count: 1_000, name: 200, error: 500 } as const;

/** Characters of the sentence about a whole run. */
export const errorLength = 500;

/** A child's replies, as it means them. Whoever reads them trusts nothing in them. */
export type Reply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly requests: number;
      readonly failures: number;
      /** Why the run as a whole ended early; null when it did not. */
      readonly error: string | null;
      readonly assertions: readonly Assertion[];
      /** Assertions that were not passed on, because there were too many. */
      readonly assertionsLeftOut: number;
    };
