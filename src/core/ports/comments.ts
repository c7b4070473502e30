import type { Comment, CommentCounts, NewComment, ResolutionKind } from '../comment.js';

/** Which comments a list shows. */
export interface CommentFilter {
  /** Whether those are shown that only reviewers may read. */
  readonly notes: boolean;
  /** Only of threads that are open. */
  readonly open: boolean;
  readonly limit: number;
  readonly cursor: string | null;
}

/** What people say about submissions. Nothing of it is ever changed; all times are the store's own. */
export abstract class Comments {
  /**
   * Adds a comment; adding one with the same id again is harmless and gives it. Throws `submission-not-found`, `comment-not-found` for the
   * thread, `comment-limit`, `four-eyes` for one who may not speak as this role.
   */
  abstract add(submissionId: string, comment: NewComment): Promise<Comment>;
  /** Throws `comment-not-found`. */
  abstract get(id: string): Promise<Comment>;
  /** Newest first, in pages. Throws `cursor-invalid`. */
  abstract list(submissionId: string, filter: CommentFilter): Promise<{ items: Comment[]; next: string | null }>;
  abstract counts(submissionId: string, notes: boolean): Promise<CommentCounts>;
  /**
   * Resolves or reopens the thread that a comment began. One that stands so already is left as it is. Throws `comment-not-found` when no
   * thread begins with it, and `four-eyes`.
   */
  abstract settle(id: string, kind: ResolutionKind, by: string): Promise<Comment>;
}
