import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../core/log.js';
import type { ClaimedDelivery, Webhooks } from '../core/ports/webhooks.js';
import { afterAttempt } from '../core/webhook.js';
import type { Sent } from '../core/webhook.js';

/** How many deliveries a process sends at the same time, of as many publishers. */
const lanes = 4;
/** Longer than any attempt takes: a delivery whose process died is sent again after this. Seconds. */
const leaseSeconds = 60;
const pollMs = 2_000;
const pauseAfterFaultMs = 5_000;

export interface DelivererTools {
  readonly webhooks: Webhooks;
  /** Sends once; never throws for what the receiver does. */
  readonly send: (delivery: ClaimedDelivery & { readonly secret: string }, signal: AbortSignal) => Promise<Sent>;
  readonly log: Log;
}

/** Sends what is due to webhooks, as long as it is started. */
export interface Deliverer {
  start(): void;
  /** Takes no new delivery and breaks off those under way: they are sent again, by whoever comes next. */
  stop(): Promise<void>;
}

/** A deliverer that lives through outages. Every message is delivered at least once: one that was sent and not recorded is sent again. */
export function createDeliverer({ webhooks, send, log }: DelivererTools): Deliverer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();

  const lane = async () => {
    while (!signal.aborted) {
      let pause = 0;
      try {
        const delivery = await webhooks.claim(leaseSeconds);
        if (delivery === null) pause = pollMs;
        else await deliver(delivery);
      } catch (error) {
        log.warn({ error }, 'Deliveries to webhooks broke off; trying again');
        pause = pauseAfterFaultMs;
      }
      if (pause > 0) await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  };

  const deliver = async (delivery: ClaimedDelivery) => {
    const facts = { delivery: delivery.id, webhook: delivery.webhookId, attempts: delivery.attempts };
    const { secret } = delivery;
    const sent =
      secret === null
        ? {
            status: null,
            failure: 'The secret cannot be opened with the master key of this service.',
            answer: '',
            ms: 0,
          }
        : await send({ ...delivery, secret }, signal);
    if (signal.aborted && sent.status === null) return;
    const after = afterAttempt(sent, delivery.attempts, delivery.failingSeconds);
    const recorded = await webhooks.settle(delivery, sent, after);
    const told = { ...facts, status: sent.status, state: after.state, ms: sent.ms };
    if (!recorded) log.warn(told, 'The result of a delivery is void: it was no longer ours');
    else if (secret === null) log.error(told, 'A delivery could not be signed');
    else if (after.state === 'parked' && after.disable !== null)
      log.warn({ ...told, reason: after.disable }, 'A webhook was disabled');
    else log.info(told, 'Delivery attempted');
  };

  return {
    start: () => {
      running = Promise.all(Array.from({ length: lanes }, lane));
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
