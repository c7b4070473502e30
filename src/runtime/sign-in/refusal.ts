import { own } from '../../core/json-value.js';
import { problem } from '../../core/problems.js';
import type { Problem } from '../../core/problems.js';
import { textOf } from '../json.js';
import type { Redactor } from '../redact.js';

/** What the error codes of RFC 6749 §5.2 (and §4.1.2.1) mean for whoever made the connection, and what to do. */
const meanings: Readonly<Record<string, readonly [meaning: string, fix: string]>> = {
  invalid_client: [
    'The provider does not know this client, or its secret is wrong.',
    'Compare the client id and the client secret with the provider’s registration of the app.',
  ],
  invalid_grant: [
    'The refresh token or the code has expired, was revoked, or was used before.',
    'Sign in again with `assay connect`, and hand the new connection in.',
  ],
  unauthorized_client: [
    'The app may not get tokens in this way.',
    'Allow the grant in the provider’s registration of the app, or sign in as a person with `assay connect`.',
  ],
  unsupported_grant_type: [
    'The provider does not give tokens in this way.',
    'Sign in as a person with `assay connect`.',
  ],
  invalid_scope: [
    'The provider does not know the scopes, or does not give them to this app.',
    'Compare `scopes` of apiProperties.json with what the provider’s registration of the app allows.',
  ],
  invalid_request: [
    'The provider misses something in the request.',
    'Compare the templates in `customParameters` of apiProperties.json with the provider’s documentation.',
  ],
  access_denied: ['Whoever signed in did not agree.', 'Sign in again, and agree to what the app asks for.'],
};

const otherwise = [
  'The address may be wrong, or the request not what the provider expects.',
  'Compare `tokenUrl` and `refreshUrl` of apiProperties.json with the provider’s documentation.',
] as const;

/** The longest text of a provider that is repeated. */
const longestText = 200;

/**
 * The problem behind a refusal: ours to explain, the connection's or the connector's to mend, unless the provider itself is in trouble.
 * What the provider says is repeated without secrets, on one line, and cut short: it is a stranger's text.
 */
export function refusalOf(status: number, members: unknown, host: string, redactor: Redactor): Problem {
  const error = said(own(members, 'error'), redactor);
  const passing = status >= 500 || status === 429 || /^(?:temporarily_unavailable|server_error)$/.test(error ?? '');
  const answer = `status ${status}${error === null ? '' : ` and \`${error}\``}`;
  if (passing) return problem('token-endpoint-failed', { host, reason: `It answered with ${answer}.` });
  const [meaning, fix] = meanings[error ?? ''] ?? otherwise;
  const description = said(own(members, 'error_description') ?? own(members, 'message'), redactor);
  const words = description === null ? '' : ` It says: “${description}”.`;
  return problem('token-endpoint-refused', { host, answer, meaning: `${meaning}${words}`, fix });
}

/** A stranger's text on one line, without secrets. Null when there is none. */
export function said(value: unknown, redactor: Redactor): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const line = redactor
    .text(text)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line === '' ? null : line.slice(0, longestText);
}
