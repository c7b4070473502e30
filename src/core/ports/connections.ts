/** Values of a connection by connection-parameter name, as a tester would type them in. Secret, always. */
export type Connection = Readonly<Record<string, string>>;

/** A change of some members of a connection. Null stands for a member that is not there. */
export interface ConnectionChange {
  /** How these members have to be for the change to happen. */
  readonly from: Readonly<Record<string, string | null>>;
  /** What members become. Those that are not named stay. */
  readonly to: Readonly<Record<string, string | null>>;
}

/** Keeps the credentials that functional tests run with: write-only for people, readable by the functional stage alone. */
export abstract class Connections {
  /** Replaces all that was there. Throws `submission-not-revisable` for a submission that is final. */
  abstract put(submissionId: string, connection: Connection): Promise<void>;
  /** Null when the submission has none: fine for a connector without sign-in. */
  abstract get(submissionId: string): Promise<Connection | null>;
  /**
   * Changes members at once and only while those of `from` are as expected. False, with nothing changed, when they are not: somebody
   * gave another connection meanwhile, which a token got with the old one must not overwrite.
   */
  abstract change(submissionId: string, change: ConnectionChange): Promise<boolean>;
  abstract delete(submissionId: string): Promise<void>;
}
