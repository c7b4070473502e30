import type { PublicationPlan, Published, Receipt } from '../publication.js';

/** Where public versions live. */
export abstract class Catalog {
  /** The public version of a connector with its bytes, or null when it has none. */
  abstract published(publisher: string, connector: string): Promise<Published | null>;
  /**
   * Makes the plan true exactly once: what already stands is recognised and adopted, nothing is ever overwritten.
   * Throws `catalog-unreachable`, `publication-conflict`, `publication-mismatch`.
   */
  abstract publish(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt>;
}
