import type { AfterAttempt, Delivery, Sent, Webhook, WebhookEvent } from '../webhook.js';

/** A delivery that is ours to send, until its lease runs out. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly publisher: string;
  /** Rises with every claim; what was sent under an older one is recorded nowhere. */
  readonly fence: number;
  /** Since it was made or last asked for again, this one among them. */
  readonly attempts: number;
  /** How long the webhook has taken nothing, in seconds. */
  readonly failingSeconds: number;
  readonly url: string;
  /** `whsec_…`, or null when the vault cannot open it. */
  readonly secret: string | null;
  readonly message: string;
  readonly body: string;
}

/** Webhooks and what is on its way to them. The database writes deliveries, in the transaction of the change that they tell. */
export abstract class Webhooks {
  /**
   * Registers a webhook under this new id and makes its secret, which is given this once. Done again with the same id, it gets a new
   * secret. Throws `publisher-not-found`, `webhook-limit`.
   */
  abstract create(
    webhook: { id: string; publisher: string; url: string; events: readonly WebhookEvent[] },
    by: string,
  ): Promise<{ webhook: Webhook; secret: string }>;
  /** All of a publisher, oldest first. */
  abstract list(publisher: string): Promise<Webhook[]>;
  /** Throws `webhook-not-found`, also for one that was removed. */
  abstract get(id: string): Promise<Webhook>;
  /** Nothing is sent to it any more. */
  abstract remove(id: string, by: string): Promise<void>;
  /** Lets a disabled one be sent to again. What it missed stays parked until it is replayed. */
  abstract enable(id: string, by: string): Promise<Webhook>;
  /** Newest first. Throws `cursor-invalid`. */
  abstract deliveries(
    webhookId: string,
    page: { limit: number; cursor: string | null },
  ): Promise<{ items: Delivery[]; next: string | null }>;
  /** The webhook that a delivery goes to. Throws `delivery-not-found`. */
  abstract webhookOf(deliveryId: string): Promise<Webhook>;
  /** Sends a delivery once more, at once and with the same message id. Throws `delivery-not-found`, `webhook-disabled`. */
  abstract replay(deliveryId: string, by: string): Promise<Delivery>;

  /** Claims the delivery that is due, the oldest first and one at a time for each publisher; null when there is none. */
  abstract claim(leaseSeconds: number): Promise<ClaimedDelivery | null>;
  /** Records an attempt and what follows from it. False when the delivery is no longer ours: another worker sends it again. */
  abstract settle(delivery: ClaimedDelivery, sent: Sent, after: AfterAttempt): Promise<boolean>;
}
