import type { PublicationPlan } from './publication.js';

/** A publication whose branch stands at the remote and waits for its merge. */
export interface MergeRequest {
  readonly plan: PublicationPlan;
  /** The commit at the head of the branch; nothing else may be merged. */
  readonly commit: string;
  /** Where the main branch was seen. */
  readonly main: string;
  /** Full name of the branch. */
  readonly branch: string;
}

/**
 * How asking for a merge ended. `overtaken`: main or the branch is not as it was seen, so both have to be looked at again. `waiting`:
 * somebody or something else has to act first; ask again after so many seconds.
 */
export type MergeAnswer =
  | { readonly kind: 'merged'; readonly mergeCommit: string }
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'waiting'; readonly why: string; readonly url: string; readonly afterSeconds: number };

/** Who merges publications in the place of a push to main: the service that hosts the repository. */
export interface Merging {
  /** Asking again is harmless: what was merged is answered as merged. */
  merge(request: MergeRequest, signal: AbortSignal): Promise<MergeAnswer>;
}
