import type { Connection, ConnectionChange } from './connections.js';

/** Whose connection it is: one account's, for one submission. */
export interface ConnectionOwner {
  readonly submissionId: string;
  readonly account: string;
}

/**
 * Keeps the credentials that people try a version in preview with, each person's own: write-only for people, readable by calls of that
 * very person alone. They end with the submission, with the tester's invitation, and on request.
 */
export abstract class PreviewConnections {
  /** Replaces all that was there. Throws `submission-not-found` for who may not call the preview, `invitation-too-late`, `vault-key-retired`. */
  abstract put(owner: ConnectionOwner, connection: Connection): Promise<void>;
  /** Null when there is none. Throws `vault-key-wrong`, `vault-record-damaged`. */
  abstract get(owner: ConnectionOwner): Promise<Connection | null>;
  /** Whether there is one, without opening it. */
  abstract has(owner: ConnectionOwner): Promise<boolean>;
  /** See `Connections.change`. False when there is none any more. */
  abstract change(owner: ConnectionOwner, change: ConnectionChange): Promise<boolean>;
  /** Forgets it; harmless when there is none. */
  abstract delete(owner: ConnectionOwner): Promise<void>;
}
