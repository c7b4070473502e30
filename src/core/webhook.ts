/**
 * What a webhook can be told: every change of a submission, everything said about it that its publisher may read, and what becomes of what
 * is public, is exactly one of these.
 */
export const webhookEvents = [
  'submission.opened',
  'submission.revised',
  'submission.advanced',
  'submission.waiting',
  'submission.approved',
  'submission.returned',
  'submission.stopped',
  'submission.retried',
  'submission.rejected',
  'submission.withdrawn',
  'submission.public',
  'comment.added',
  'comment.resolved',
  'comment.reopened',
  'connector.deprecated',
  'connector.deprecation-undone',
  'version.withdrawn',
  'version.restored',
  'certificate.near-end',
  'certificate.expired',
  'connector.recertification-failed',
  'connector.recertification-passed',
  'connector.drifted',
  'connector.suspended',
  'connector.cured',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Where a publisher wants to be told of its submissions. Times are RFC 3339. */
export interface Webhook {
  readonly id: string;
  readonly publisher: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly createdAt: string;
  /** Since when no delivery was taken; null while the last one was. */
  readonly failingSince: string | null;
  /** Set when Assay gave up on it; nothing is sent until it is enabled again. */
  readonly disabledAt: string | null;
  readonly disabledReason: string | null;
}

export const deliveryStates = ['due', 'sending', 'delivered', 'parked'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How one attempt to deliver ended: with a status, or with the reason why there is none. */
export interface Sent {
  readonly status: number | null;
  readonly failure: string | null;
  /** The beginning of what was answered, without secrets. */
  readonly answer: string;
  readonly ms: number;
}

/** An attempt as it is listed. */
export interface DeliveryAttempt extends Sent {
  readonly number: number;
  readonly endedAt: string;
}

/** One notice on its way to one webhook. */
export interface Delivery {
  readonly id: string;
  /** The `webhook-id` that is sent: the same in every attempt and every replay. */
  readonly message: string;
  readonly event: WebhookEvent;
  readonly submissionId: string;
  readonly state: DeliveryState;
  readonly createdAt: string;
  /** When it is tried next; null unless it is due. */
  readonly dueAt: string | null;
  /** The newest first, at most {@link shownAttempts}. */
  readonly attempts: readonly DeliveryAttempt[];
}

export const shownAttempts = 10;

/** How many webhooks one publisher may have. */
export const mostWebhooks = 10;

/** Seconds before a delivery is tried again: 5 s first, 12 h at last, some 21 hours in all. After the last it is parked. */
const pauses: readonly number[] = [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200];
/** A webhook that took nothing for so long is disabled when a delivery is parked. Seconds. */
const patienceSeconds = 43_200;
/** "The endpoint is gone": by the scheme, the sender is to stop (https://www.standardwebhooks.com). */
const gone = 410;

/** What follows from an attempt. */
export type AfterAttempt =
  | { readonly state: 'delivered' }
  | { readonly state: 'due'; readonly pauseSeconds: number }
  | { readonly state: 'parked'; readonly disable: string | null };

/**
 * Decides what becomes of a delivery, pure. Only a 2xx is a success: a redirect is none, because it would lead past the address that was
 * registered. `attempts` counts this one; `failingSeconds` is how long the webhook has taken nothing.
 */
export function afterAttempt(sent: Sent, attempts: number, failingSeconds: number): AfterAttempt {
  if (sent.status !== null && sent.status >= 200 && sent.status < 300) return { state: 'delivered' };
  if (sent.status === gone) return { state: 'parked', disable: 'The receiver answered 410: it is gone.' };
  const pauseSeconds = pauses[attempts - 1];
  if (pauseSeconds !== undefined) return { state: 'due', pauseSeconds };
  const long = failingSeconds >= patienceSeconds;
  const hours = Math.floor(failingSeconds / 3600);
  return { state: 'parked', disable: long ? `The receiver took nothing for ${hours} hours.` : null };
}
