import { createHmac } from 'node:crypto';
import type { Sent } from '../core/webhook.js';
import { urlOf } from '../core/url.js';
import { destinationOf } from './egress-policy.js';
import type { Destination, EgressPolicy } from './egress-policy.js';
import { defaultEgressLimits, openEgress } from './egress.js';
import type { EgressLimits } from './egress.js';
import { createRedactor } from './redact.js';
import { defaultRetryLimits } from './retry.js';

/** A receiver has ten seconds, answers little, and is asked once: what follows is decided elsewhere. */
const limits: EgressLimits = {
  ...defaultEgressLimits,
  connectMs: 5_000,
  headersMs: 10_000,
  totalMs: 10_000,
  bodyBytes: 65_536,
  retry: { ...defaultRetryLimits, attempts: 1 },
};

/** Characters of an answer that are kept. */
const keptAnswer = 500;

/** What is sent, where to, and with which secret. */
export interface WebhookMessage {
  readonly url: string;
  /** `whsec_` and base64 of the key. */
  readonly secret: string;
  readonly message: string;
  readonly body: string;
}

/**
 * Where a webhook's URL leads, or null when it is none that may be reached: https, without a user and a fragment, on a web port. Plain
 * http and other ports only where the administrator lets this address be reached. Whether the address is public is asked at each call.
 */
export function webhookDestination(
  text: string,
  policy: EgressPolicy,
): { destination: Destination; path: string } | null {
  const url = text.includes('#') ? null : urlOf(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const destination = destinationOf(url.protocol === 'https:' ? 'https' : 'http', url.host, policy);
  if (destination === null || (url.protocol === 'http:' && !destination.privateAllowed)) return null;
  return { destination, path: `${url.pathname}${url.search}` };
}

/** `v1,` and the base64 of HMAC-SHA256 over id, time and body, as the Standard Webhooks specification says it. `timestamp` in seconds. */
export function signatureOf(secret: string, message: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${message}.${timestamp}.${body}`).digest('base64')}`;
}

/**
 * Sends a message once, through the egress guard. Redirects are not followed. Never throws for what the receiver or the network does.
 * `now` is the time that is signed; receivers refuse what is too old.
 */
export async function sendWebhook(
  { url, secret, message, body }: WebhookMessage,
  policy: EgressPolicy,
  now: Date,
  signal: AbortSignal,
): Promise<Sent> {
  const started = performance.now();
  const ended = (sent: Omit<Sent, 'ms'>): Sent => ({ ...sent, ms: Math.round(performance.now() - started) });
  const target = webhookDestination(url, policy);
  if (target === null) return ended({ status: null, failure: 'This address may not be reached any more.', answer: '' });
  const timestamp = Math.floor(now.getTime() / 1000);
  const signature = signatureOf(secret, message, timestamp, body);
  // One of its own for each: what one receiver asks for, or keeps open, is not to hold up another.
  const egress = openEgress(limits);
  try {
    const result = await egress.send(
      {
        method: 'POST',
        path: target.path,
        headers: [
          ['content-type', 'application/json; charset=utf-8'],
          ['user-agent', 'Assay'],
          ['webhook-id', message],
          ['webhook-timestamp', String(timestamp)],
          ['webhook-signature', signature],
        ],
        body: Buffer.from(body, 'utf8'),
      },
      target.destination,
      signal,
    );
    if (result.kind === 'failure') return ended({ status: null, failure: result.text, answer: '' });
    const redactor = createRedactor([secret, secret.replace(/^whsec_/, ''), signature]);
    const text = redactor.text(Buffer.from(result.body).toString('utf8'));
    return ended({ status: result.status, failure: null, answer: [...text].slice(0, keptAnswer).join('') });
  } finally {
    await egress.close();
  }
}
