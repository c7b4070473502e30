import type { AfterMailAttempt, ListedMail, MailLine, MailSettings, MailState } from '../mail.js';

/** A mail that is ours to send, until its lease runs out. */
export interface ClaimedMail {
  readonly id: string;
  readonly account: string;
  readonly address: string;
  /** Rises with every claim; what was sent under an older one is recorded nowhere. */
  readonly fence: number;
  /** Since it was made or last asked for again, this one among them. */
  readonly attempts: number;
  /** Oldest first, at least one. */
  readonly lines: readonly MailLine[];
}

/** What accounts are told by mail. The database writes the lines, in the transaction of the change that they tell. */
export abstract class Mails {
  /** Throws `account-not-found`. */
  abstract settings(account: string): Promise<MailSettings>;
  /**
   * Changes what is named and leaves the rest. With `none`, or without an address, what is on its way and not being sent is dropped.
   * Throws `account-not-found`.
   */
  abstract change(account: string, to: Partial<MailSettings>, by: string): Promise<MailSettings>;
  /** Newest first. Throws `cursor-invalid`. */
  abstract list(filter: {
    state: MailState | null;
    limit: number;
    cursor: string | null;
  }): Promise<{ items: ListedMail[]; next: string | null }>;
  /** Sends a parked mail once more, at once and with the same Message-ID. Throws `mail-not-found`, `mail-not-sendable`. */
  abstract resend(id: string, by: string): Promise<ListedMail>;

  /** Says whether there is a mail server. Without one nothing is written for it; what waits is parked or, where it is in no mail yet, gone. */
  abstract enable(enabled: boolean): Promise<void>;
  /**
   * Claims the mail that is due, the oldest first; null when there is none. A new one is made of all that an account has to be told, at
   * most one a minute for each account.
   */
  abstract claim(leaseSeconds: number): Promise<ClaimedMail | null>;
  /** Records an attempt. False when the mail is no longer ours: it may be sent again by another worker. */
  abstract settle(
    mail: Pick<ClaimedMail, 'id' | 'fence'>,
    after: AfterMailAttempt,
    failure: string | null,
  ): Promise<boolean>;
}
