/** What a request was answered with, as it is stored and given again. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request that its sender may repeat: the account, its key, and the SHA-256 in hex over everything it asks for. */
export interface RepeatableRequest {
  readonly account: string;
  readonly key: string;
  readonly requestHash: string;
}

/** For how long a key is remembered. */
export const idempotencyHours = 24;

/** Answers a repeated request with the first answer instead of doing its work again. */
export abstract class Idempotency {
  /**
   * Does the work once per account and key and stores its answer. `work` is given an id that stays the same over every repeat of
   * the request, also after a crash in its midst: what it creates under that id is created once. What `work` throws is thrown
   * and not stored. Throws `idempotency-key-reused`, `idempotency-in-progress`.
   */
  abstract once(
    request: RepeatableRequest,
    work: (id: string) => Promise<Answer>,
  ): Promise<{ answer: Answer; replayed: boolean }>;
}
