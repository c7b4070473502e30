import type { CertificateState } from '../certificate-state.js';
import type { Deprecation, NewDeprecation } from '../deprecation.js';
import type { TierFacts } from '../tier.js';
import type { PublishedPackage } from './reviews.js';

export const withdrawalSides = ['publisher', 'programme'] as const;

/** Who takes a version back: its publisher, or the programme by two people. */
export type WithdrawalSide = (typeof withdrawalSides)[number];

/** That a public version was taken back, or, with `since` null, that the programme wants it and waits for a second person. */
export interface Withdrawal {
  readonly id: string;
  readonly side: WithdrawalSide;
  readonly reason: string;
  /** Since when it is in effect, RFC 3339. */
  readonly since: string | null;
}

/** What a version's certificate says of itself. Times are RFC 3339. */
export interface CertificateMark {
  readonly state: CertificateState;
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
  readonly rulesetDigest: string | null;
}

/** How a public version stands now, by the store's clock. */
export interface Marks {
  readonly certificate: CertificateMark;
  /** The newest deprecation of it that stands, announced ones too. */
  readonly deprecation: Deprecation | null;
  readonly withdrawal: Withdrawal | null;
  /** What its tier is computed from. */
  readonly facts: TierFacts;
}

/** A public version of a connector, with how it stands. */
export interface PublicVersion extends Marks {
  readonly version: string;
  readonly digest: string;
  readonly submissionId: string;
  /** RFC 3339. */
  readonly since: string;
}

/** A version that waits in the preview channel. */
export type PreviewVersion = Pick<PublicVersion, 'version' | 'digest' | 'submissionId' | 'since'>;

/** Names a connector. */
export interface ConnectorName {
  readonly publisher: string;
  readonly connector: string;
}

/**
 * Public connectors and what becomes of them. Every change is one transaction with its audit entry and the notices of webhooks; repeating
 * one under the same id is harmless. All times are the store's own.
 */
export abstract class Connectors {
  /** Public versions, newest first, in pages. Throws `cursor-invalid`. */
  abstract versions(
    connector: ConnectorName,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ items: PublicVersion[]; next: string | null }>;
  /** The newest version that was not withdrawn; where all were, the newest; null for a connector without a public version. */
  abstract newest(connector: ConnectorName): Promise<PublicVersion | null>;
  /**
   * The newest public version that was not withdrawn, where the one with this digest was; null when that one stands, and when no other does.
   */
  abstract insteadOf(
    connector: ConnectorName,
    digest: string,
  ): Promise<Pick<PublishedPackage, 'version' | 'digest' | 'files'> | null>;
  abstract preview(connector: ConnectorName): Promise<PreviewVersion | null>;
  /** How public versions stand, by the submissions that brought them; what is not public is left out. */
  abstract marks(submissionIds: readonly string[]): Promise<ReadonlyMap<string, Marks>>;

  /**
   * Announces a deprecation. Throws `publisher-not-yours` when the account lost its right meanwhile, `version-not-public`,
   * `replacement-not-public`, `deprecation-dates-refused`.
   */
  abstract deprecate(id: string, connector: ConnectorName, what: NewDeprecation, by: string): Promise<void>;
  /** Takes a deprecation back; done twice it is done once. Throws `deprecation-not-found`, `publisher-not-yours`. */
  abstract undoDeprecation(id: string, connector: ConnectorName, reason: string, by: string): Promise<void>;
  /**
   * Takes a public version back: at once for its publisher, once a second person consents for the programme. Throws `version-not-public`,
   * `withdrawal-stands`, `four-eyes`.
   */
  abstract withdraw(
    id: string,
    connector: ConnectorName,
    what: { readonly version: string; readonly reason: string; readonly side: WithdrawalSide },
    by: string,
  ): Promise<void>;
  /** The second person's word; given twice it counts once. Throws `withdrawal-not-found`, `four-eyes`. */
  abstract consent(id: string, connector: ConnectorName, comment: string, by: string): Promise<void>;
  /** Takes a withdrawal, or the wish for one, back; done twice it is done once. Throws `withdrawal-not-found`, `four-eyes`. */
  abstract undoWithdrawal(id: string, connector: ConnectorName, reason: string, by: string): Promise<void>;
}
