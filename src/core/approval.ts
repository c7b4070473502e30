/** A reviewer's yes to exactly these bytes under exactly this ruleset. New bytes have no approvals. */
export interface Approval {
  readonly account: string;
  readonly digest: string;
  readonly rulesetDigest: string;
  readonly comment: string;
  /** RFC 3339. */
  readonly at: string;
}
