import type { Amendment, PublicationPlan, Published, Receipt } from '../publication.js';

/** What a public connector calls itself. */
export interface PublicTitle {
  readonly publisher: string;
  readonly connector: string;
  readonly title: string;
}

/** Where public versions live. */
export abstract class Catalog {
  /**
   * The public version of a connector with its bytes, or null when it has none. The bytes are hashed again against the index.
   * Throws `catalog-unreachable`, `publication-mismatch`.
   */
  abstract published(publisher: string, connector: string): Promise<Published | null>;
  /**
   * Every file that stands for a connector, path in the repository → bytes: its folder and its index entry, unjudged. What the
   * plan of its next version is made on; empty when there is nothing. Throws `catalog-unreachable`, `publication-mismatch`.
   */
  abstract standing(publisher: string, connector: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The titles of all public connectors, as their definitions have them. Throws `catalog-unreachable`. */
  abstract titles(): Promise<readonly PublicTitle[]>;
  /**
   * Makes the plan true exactly once: what already stands is recognised and adopted, nothing is ever overwritten.
   * Throws `catalog-unreachable`, `catalog-contended`, `publication-conflict`, `publication-mismatch`, `publication-path-refused`.
   */
  abstract publish(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt>;
  /**
   * Reads the files at these paths (a folder stands for all below it) as the main branch has them, and lets `decide` say what to
   * change; null changes nothing. Decided anew when somebody else was faster (at most 5 times). Gives the commit, or null when
   * nothing differed. Throws `catalog-unreachable`, `catalog-contended`, `publication-path-refused`.
   */
  abstract amend(
    paths: readonly string[],
    decide: (standing: ReadonlyMap<string, Uint8Array>) => Amendment | null,
    signal: AbortSignal,
  ): Promise<string | null>;
}
