/** How much one run may use, in milliseconds. */
export interface RunLimits {
  readonly totalMs: number;
  readonly requestMs: number;
  readonly scriptMs: number;
}

/** How a run of a collection ended; see `adapters/newman`, which is where it comes from. */
export interface RunSummary {
  readonly end: 'completed' | 'died' | 'deadline';
  readonly requests: number | null;
  readonly failures: number | null;
  readonly note: string | null;
  readonly isolation: string;
  /** What the collection's own tests said; at most 1,000, the rest is a number. */
  readonly assertions: readonly {
    readonly item: string | null;
    readonly name: string;
    readonly passed: boolean;
    readonly error: string | null;
  }[];
  readonly assertionsLeftOut: number;
}

/** A collection that somebody else wrote: its scripts are their code, and run only where nothing can be reached from. */
export interface StrangersRun {
  readonly environment: object | null;
  /** Requests after which the run is ended. */
  readonly mostRequests: number;
}

/** What runs a Postman collection against the gateway's socket. */
export interface CollectionRunner {
  /** Loads what the next run needs, where that takes time. */
  warm?(): void;
  /** Why collections of strangers may not run on this system, as the second half of a sentence; null when they may. */
  refusesStrangers(): Promise<string | null>;
  run(
    collection: object,
    socketPath: string,
    limits: RunLimits,
    signal: AbortSignal,
    strangers?: StrangersRun,
  ): Promise<RunSummary>;
}
