import type { ParameterPlace } from '../../runtime/definition.js';

/** Which of the values that an operation exchanges with its callers something belongs to. */
export type Exchange = ParameterPlace | 'answer' | 'notification';

/** The way from an exchanged value to something inside it, from the inside out. */
export interface Way {
  readonly outer: Way | null;
  /** The name of a field, or `[]` for the elements of an array. */
  readonly step: string;
}

/** What changed, in the words of those who use it. */
export interface FieldPlace {
  readonly exchange: Exchange;
  /** Null for the exchanged value as a whole. */
  readonly way: Way | null;
  /** The first operations that it belongs to; one more than are named where there are more. */
  readonly operations: readonly string[];
}

/** How many operations that share a changed schema are named. */
export const namedOperations = 3;

interface Difference {
  /** In the new definition: what changed; for what is gone, the innermost thing that is there of what held it. */
  readonly pointer: string;
  readonly field: FieldPlace;
}

/** One way in which what an operation takes or gives is not what it was. */
export type FieldDifference = Difference &
  (
    | { readonly kind: 'input-deleted' | 'required-input-added' | 'input-became-required' | 'input-became-internal' }
    | { readonly kind: 'input-moved'; readonly before: ParameterPlace; readonly after: ParameterPlace }
    | { readonly kind: 'choices-added' | 'choices-removed'; readonly choices: ReadonlySet<string> }
    | { readonly kind: 'output-deleted' }
    | { readonly kind: 'input-type-changed' | 'output-type-changed'; readonly before: string; readonly after: string }
  );
