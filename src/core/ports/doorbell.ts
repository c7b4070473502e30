/** Wakes workers. It may ring twice, late or never: the ledger is the truth, and a poll covers what the bell misses. */
export abstract class Doorbell {
  /**
   * Says that there is work. Never blocks the caller on a bell that is out of order and never throws: resolves within two seconds,
   * with true when the bell has taken it.
   */
  abstract ring(stepId: string): Promise<boolean>;
  /** Calls back on every ring until {@link close}. */
  abstract listen(onRing: () => void): Promise<void>;
  /** True while the bell is connected; readiness shows it, correctness does not depend on it. */
  abstract connected(): Promise<boolean>;
  abstract close(): Promise<void>;
}
