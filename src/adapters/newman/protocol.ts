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
  readonly socketPath: string;
  /** An empty folder: the only place that Newman may read files from. */
  readonly workingFolder: string;
  readonly limits: RunLimits;
}

/** The file descriptor on which a child writes its replies, one line of JSON each. */
export const replyDescriptor = 3;

/** A child's replies, as it means them. Whoever reads them trusts nothing in them. */
export type Reply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly requests: number;
      readonly failures: number;
      /** Why the run as a whole ended early; null when it did not. */
      readonly error: string | null;
    };
