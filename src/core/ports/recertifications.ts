import type { Package } from '../package.js';
import type { Judgement, Recertification, RecertificationCause } from '../recertification.js';
import type { RulesetIdentity } from '../ruleset.js';
import type { Revision, Submission } from '../submission.js';
import type { ConnectorName } from './connectors.js';

/** A public version that is to be judged again. */
export interface DueRecertification {
  readonly submission: Submission;
  /** The revision that became public. */
  readonly revision: Revision & { readonly package: Package };
  /** The public version that it was certified against; null for a first one. */
  readonly before: Package | null;
  readonly cause: RecertificationCause;
  /** Of what is `asked`: the request. */
  readonly requestId: string | null;
  /** Which judgement of the version this is, from 1. */
  readonly number: number;
}

/** What is known of the judgements of one version. */
export interface RecertificationState {
  /** The newest. */
  readonly newest: Recertification | null;
  /** When the request that is open was made, RFC 3339; null while none is. */
  readonly askedAt: string | null;
}

/**
 * Judgements of public versions by the rules of today. Each is a fact, and never changed. All times are the store's own; every change is one
 * transaction with its audit entry and the notices of webhooks.
 */
export abstract class Recertifications {
  /**
   * Public versions, not withdrawn, that are to be judged by this ruleset now, fair between publishers, at most so many: what somebody asked
   * for, what was not judged since the end of its certificate is near, and what was judged last by other rules. One that proved nothing is
   * due again after a pause that grows.
   */
  abstract due(rulesetDigest: string, limit: number): Promise<readonly DueRecertification[]>;
  /**
   * Writes a judgement down; `report` is the digest of its evidence. False, with nothing written, when another one of the version came
   * first, or the version was withdrawn meanwhile.
   */
  abstract save(
    due: DueRecertification,
    judged: Judgement,
    ruleset: RulesetIdentity,
    report: string | null,
  ): Promise<boolean>;
  /**
   * Asks for a judgement of a public version; the same id twice is one request. Throws `version-not-public`, `publisher-not-yours` when the
   * account lost its right meanwhile, and `recertification-open`.
   */
  abstract ask(id: string, connector: ConnectorName, version: string, by: string): Promise<void>;
  /** How the versions that these submissions brought were judged. */
  abstract states(submissionIds: readonly string[]): Promise<ReadonlyMap<string, RecertificationState>>;
  /** One judgement of a connector's version. Throws `recertification-not-found`. */
  abstract get(id: string, connector: ConnectorName): Promise<Recertification>;
}
