import type { Finding } from '../finding.js';
import type { GivenWaiver, WaiverScope } from '../given-waiver.js';
import type { Revision, Submission } from '../submission.js';

/** What a waiver is decided on. */
export interface WaiverStanding {
  readonly submission: Submission;
  readonly revision: Revision;
  /** Of the newest report of each stage on that revision. */
  readonly findings: readonly Finding[];
  /** Every waiver of the connector that reaches the submission, ended ones too. */
  readonly given: readonly GivenWaiver[];
  /** The store's day, `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

/** A waiver as a reviewer gives it. */
export interface Waiving {
  readonly finding: Finding;
  readonly digest: string;
  readonly scope: WaiverScope;
  readonly reason: string;
  readonly expires: string;
}

/** Reviewers' exceptions for findings of submissions. Nothing of it is ever changed; all times are the store's own. */
export abstract class Waivers {
  /**
   * Locks the submission, asks `decide` what is waived, and writes that down; giving one with the same id again is harmless. Throws what
   * `decide` throws, `submission-not-found`, and `four-eyes`.
   */
  abstract give(
    id: string,
    submissionId: string,
    by: string,
    decide: (standing: WaiverStanding) => Waiving,
  ): Promise<GivenWaiver>;
  /** Throws `waiver-not-found`. */
  abstract get(id: string): Promise<GivenWaiver>;
  /** Those that reach a submission, newest first, in pages. Throws `cursor-invalid`. */
  abstract list(
    submissionId: string,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ items: GivenWaiver[]; next: string | null }>;
  /** All that reach a submission, with the store's day. */
  abstract reaching(submissionId: string): Promise<Pick<WaiverStanding, 'given' | 'today'>>;
  /** Throws `waiver-not-found`, `waiver-ended` when it is revoked already, and `four-eyes`. */
  abstract revoke(id: string, by: string, reason: string): Promise<GivenWaiver>;
}
