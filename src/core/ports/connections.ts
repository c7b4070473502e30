/** Values of a connection by connection-parameter name, as a tester would type them in. Secret, always. */
export type Connection = Readonly<Record<string, string>>;

/** Keeps the credentials that functional tests run with: write-only for people, readable by the functional stage alone. */
export abstract class Connections {
  abstract put(submissionId: string, connection: Connection): Promise<void>;
  /** Null when the submission has none: fine for a connector without sign-in. */
  abstract get(submissionId: string): Promise<Connection | null>;
  abstract delete(submissionId: string): Promise<void>;
}
