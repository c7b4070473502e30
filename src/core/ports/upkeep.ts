import type { Measurement } from '../tier.js';

/** That the end of a certificate came near or passed. */
export interface CertificateEnd {
  readonly submissionId: string;
  readonly state: 'near-end' | 'expired';
}

/**
 * What public versions need again and again, by the store's own clock. Every pass may run twice, also at once, and has its effect once; each
 * does a bounded part of what is due.
 */
export abstract class Upkeep {
  /** Marks certificates of versions that stand newest whose end is near or past, with audit entry and notice, and gives those it marked. */
  abstract tellCertificates(): Promise<readonly CertificateEnd[]>;
  /** Submissions whose public version was not measured, oldest first, at most so many. */
  abstract unmeasured(limit: number): Promise<readonly string[]>;
  /** Writes down what was measured, or why nothing can be (at most 2,000 characters). False when it stands already. */
  abstract saveMeasurement(
    submissionId: string,
    measured: Measurement | { readonly unreadable: string },
  ): Promise<boolean>;
}
