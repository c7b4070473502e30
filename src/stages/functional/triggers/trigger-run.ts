import type { Exchange, Headers } from '../../../runtime/exchange.js';

/** When a notification came: before the event was caused, after it, or after the subscription had ended. */
export type NotificationPhase = 'before-event' | 'after-event' | 'after-end';

/** One call of an API back to us, as it is judged and kept: without secrets. */
export interface RecordedNotification {
  readonly phase: NotificationPhase;
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What one trigger's test left behind. Everything that is judged is in here. */
export interface TriggerRun {
  /** Id of the trigger's case. */
  readonly caseId: string;
  /** In the order in which they were made. */
  readonly exchanges: readonly Exchange[];
  /** In the order in which they came; none for a polling trigger. */
  readonly notifications: readonly RecordedNotification[];
}

/** How long is waited for an API, in milliseconds. */
export interface TriggerWaits {
  /** After the subscription, for notifications that greet or test. */
  readonly settleMs: number;
  /** For the notification of an event, or for the entry that a poll gives. */
  readonly eventMs: number;
  /** After the subscription has ended, for notifications that should not come. */
  readonly silenceMs: number;
  /** For the subscription to be ended, also when the run is stopped. */
  readonly endMs: number;
}

export const defaultTriggerWaits: TriggerWaits = { settleMs: 300, eventMs: 15_000, silenceMs: 2_000, endMs: 20_000 };
