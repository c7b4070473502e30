import type { StageName } from '../stage-names.js';
import type { SubmissionState } from '../submission.js';

/** What a tester says of a version in preview. */
export const testerVerdictKinds = ['works', 'fails'] as const;
export type TesterVerdictKind = (typeof testerVerdictKinds)[number];

/** How many people may be testers of one submission at the same time. A round of testers is a handful; a list of thousands is a slip. */
export const mostTesters = 100;

/** What one tester said of exactly these bytes. Times are RFC 3339. */
export interface TesterVerdict {
  readonly id: string;
  readonly account: string;
  /** The tester's name. */
  readonly name: string;
  readonly revision: number;
  readonly digest: string;
  readonly kind: TesterVerdictKind;
  readonly comment: string;
  readonly at: string;
  /** True for the newest of a tester who is still invited, about the current bytes. */
  readonly counts: boolean;
}

/** What a person says: about the digest that the person tested. */
export type NewTesterVerdict = Pick<TesterVerdict, 'account' | 'digest' | 'kind' | 'comment'>;

/** Somebody who is invited to try a submission's version in preview. */
export interface Tester {
  readonly account: string;
  readonly name: string;
  /** Id of the account that invited. */
  readonly invitedBy: string;
  /** Since when, RFC 3339. */
  readonly at: string;
  /** The verdict that counts; null while there is none. */
  readonly verdict: TesterVerdictKind | null;
}

/** An invitation as the tester sees it: what is needed of a submission of somebody else, and nothing more. */
export interface Invitation {
  readonly submissionId: string;
  readonly publisher: string;
  readonly connector: string;
  readonly version: string | null;
  readonly digest: string | null;
  readonly stage: StageName;
  readonly state: SubmissionState;
  /** RFC 3339. */
  readonly invitedAt: string;
  /** The tester's own verdict that counts; null while there is none. */
  readonly verdict: TesterVerdictKind | null;
}

/** How much one account has used the gateway for one revision. */
export interface PreviewUse {
  readonly account: string;
  readonly name: string;
  readonly revision: number;
  readonly calls: number;
  /** Answered with a status below 400. */
  readonly goodCalls: number;
  /** RFC 3339. */
  readonly lastAt: string;
}

/** Which part of a list is shown. */
export interface PageRequest {
  readonly limit: number;
  /** Opaque, from the page before; null for the first page. */
  readonly cursor: string | null;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/** Testers of versions in preview, and what they say. Whoever asks was asked already whether he may. */
export abstract class Testers {
  /**
   * Invites an account. Inviting who is invited changes nothing. Throws `submission-not-found`, `invitation-too-late`,
   * `account-not-found`, `tester-limit`, and `tester-not-independent` for members of the publisher and for who uploaded a revision.
   */
  abstract invite(submissionId: string, account: string, by: string): Promise<Tester>;
  /** Takes an invitation back, and with it the tester's connection. Throws `submission-not-found`, `tester-not-found`. */
  abstract remove(submissionId: string, account: string, by: string): Promise<void>;
  /** Who is invited, newest first, in pages. Throws `cursor-invalid`. */
  abstract list(submissionId: string, page: PageRequest): Promise<Page<Tester>>;
  /** Whether the account is invited now. */
  abstract has(submissionId: string, account: string): Promise<boolean>;
  /** Open submissions that an account is invited to, the newest invitation first, in pages. Throws `cursor-invalid`. */
  abstract invitations(account: string, page: PageRequest): Promise<Page<Invitation>>;
  /**
   * Adds a verdict; the newest of a tester counts. Throws `submission-not-found`, `preview-not-open`, `decision-stale` when it is about
   * other bytes than the current ones, `tester-not-found`, `tester-not-independent`.
   */
  abstract say(submissionId: string, verdict: NewTesterVerdict): Promise<TesterVerdict>;
  /** Verdicts, newest first, in pages: of one account, or of all for null. Throws `cursor-invalid`. */
  abstract verdicts(submissionId: string, account: string | null, page: PageRequest): Promise<Page<TesterVerdict>>;
  /** Id of the one submission of a connector that is not final; null when there is none. */
  abstract openSubmission(publisher: string, connector: string): Promise<string | null>;
  /** Counts one call through the gateway. It changes nothing about the submission, so that the trail has no entry of it. */
  abstract count(
    call: Pick<PreviewUse, 'account' | 'revision'> & { submissionId: string; good: boolean },
  ): Promise<void>;
  /** How much the gateway was used, by account and revision, the newest use first, in pages. Throws `cursor-invalid`. */
  abstract uses(submissionId: string, page: PageRequest): Promise<Page<PreviewUse>>;
}
