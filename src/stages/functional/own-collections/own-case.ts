import type { Operation } from '../../../runtime/definition.js';

/** One request of a collection that is run. */
export interface OwnCase {
  readonly operation: Operation;
  readonly itemName: string;
  /** The names of its folders, outermost first, and its own. */
  readonly itemPath: readonly string[];
  /** Where it is in the collection's file. */
  readonly pointer: string;
  readonly line: number | null;
  readonly column: number | null;
}
