import { own } from '../../core/json-value.js';
import { problem } from '../../core/problems.js';
import { openEgress } from '../egress.js';
import { destinationOf } from '../egress-policy.js';
import type { Destination, EgressPolicy } from '../egress-policy.js';
import type { Answer } from '../exchange.js';
import { textOf } from '../json.js';
import type { Redactor } from '../redact.js';
import { refusalOf } from './refusal.js';
import { urlOf } from '../../core/url.js';

/** What a token request needs besides itself. */
export interface TokenContext {
  readonly egress: EgressPolicy;
  /** Learns every token before anybody else sees it. */
  readonly redactor: Redactor;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Tokens as the endpoint gave them. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Null where the endpoint did not say. */
  readonly expiresAt: Date | null;
}

/** A token is some kilobytes at most; the endpoint's whole answer may have 256 KiB. Times in milliseconds. */
const limits = { connectMs: 10_000, headersMs: 20_000, totalMs: 30_000, bodyBytes: 262_144, headerBytes: 16_384 };

/**
 * Asks a token endpoint, through the egress guard and under the same policy as the API itself, with a form as RFC 6749 §3.2 has it.
 * Redirects are not followed: they would carry the client's secret elsewhere.
 *
 * Throws `token-endpoint-unusable` when the address may not be asked, `token-endpoint-refused` when it says no,
 * `token-endpoint-failed` when it does not answer as a token endpoint does. No text of these holds a secret.
 */
export async function askForTokens(url: string, form: string, context: TokenContext): Promise<Tokens> {
  const { target, destination } = targetOf(url, context);
  const egress = openEgress(limits);
  try {
    const result = await egress.send(
      {
        method: 'POST',
        path: target.pathname + target.search,
        headers: [
          ['accept', 'application/json'],
          ['content-type', 'application/x-www-form-urlencoded'],
          ['user-agent', 'Assay'],
        ],
        body: Buffer.from(form, 'utf8'),
      },
      destination,
      context.signal,
    );
    const host = context.redactor.text(target.host);
    if (result.kind === 'answer') return tokensOf(result, host, context);
    const failure = { host, reason: result.text };
    throw problem(result.reason === 'address-refused' ? 'token-endpoint-unusable' : 'token-endpoint-failed', failure);
  } finally {
    await egress.close();
  }
}

/** Secrets go to a token endpoint: only over TLS, but for a private address that the administrator lets be reached. */
function targetOf(url: string, { egress, redactor }: TokenContext): { target: URL; destination: Destination } {
  const unusable = (reason: string, host = 'The token endpoint') =>
    problem('token-endpoint-unusable', { host, reason });
  const target = urlOf(url);
  if (target === null) throw unusable('Its address is no URL.');
  const scheme = target.protocol === 'https:' ? 'https' : 'http';
  const host = redactor.text(target.host);
  if (!/^https?:$/.test(target.protocol) || target.username !== '' || target.password !== '') {
    throw unusable('Its address is no plain https URL.', host);
  }
  const destination = destinationOf(scheme, target.host, egress);
  if (destination === null) throw unusable('It names a port on which nobody serves HTTP.', host);
  if (scheme === 'http' && !destination.privateAllowed) throw unusable('It is not reached over https.', host);
  return { target, destination };
}

function tokensOf(answer: Answer, host: string, { redactor, now }: TokenContext): Tokens {
  const members = membersOf(answer);
  for (const name of ['access_token', 'refresh_token', 'id_token']) {
    const secret = textOf(own(members, name));
    if (secret !== null) redactor.learn([secret]);
  }
  const accessToken = textOf(own(members, 'access_token'));
  // Some providers say no with a status that says yes.
  const ok = answer.status >= 200 && answer.status < 300 && textOf(own(members, 'error')) === null;
  if (!ok) throw refusalOf(answer.status, members, host, redactor);
  if (accessToken === null) {
    throw problem('token-endpoint-failed', {
      host,
      reason: `Its answer with status ${answer.status} holds no access_token.`,
    });
  }
  const seconds = Number(own(members, 'expires_in') ?? Number.NaN);
  return {
    accessToken,
    refreshToken: textOf(own(members, 'refresh_token')),
    expiresAt:
      Number.isFinite(seconds) && seconds > 0 ? new Date(now().getTime() + Math.min(seconds, longest) * 1000) : null,
  };
}

/** Ten years in seconds: what is longer may not fit into a date. */
const longest = 315_360_000;

/** JSON, as RFC 6749 §5.1 has it, or a form, as some providers older than that answer. Null for anything else. */
function membersOf({ body }: Answer): unknown {
  const text = Buffer.from(body).toString('utf8').trim();
  try {
    return JSON.parse(text);
  } catch {
    return /^[\w.]+=[^\s<>]*$/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : null;
  }
}
