import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem } from '../../core/problems.js';
import type { AuthorizationAnswer } from '../../runtime/sign-in/authorization.js';

/** A listener on this machine that a browser is sent back to (RFC 8252 §7.3). */
export interface Callback {
  readonly redirectUrl: string;
  /** The answer to the authorization request at this URL: whatever does not carry its state is turned away. Throws `callback-missing`. */
  answerTo(authorizationUrl: string): Promise<AuthorizationAnswer>;
  close(): Promise<void>;
}

/** How long a person may take. Minutes. */
const patience = 10;

/** Opens the listener on 127.0.0.1, at a free port for 0. Throws `callback-port-unusable`. */
export async function openCallback(port: number, minutes: number = patience): Promise<Callback> {
  let expected: string | null = null;
  let arrived: (answer: AuthorizationAnswer) => void = () => undefined;
  const answer = new Promise<AuthorizationAnswer>(resolve => (arrived = resolve));
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    const found = answerIn(request);
    if (found === null || found.state !== expected) return say(response, 404, 'This is not what was waited for.');
    say(response, 200, 'Done. You can close this window and go back to the terminal.');
    arrived(found);
  });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be opened';
    throw problem('callback-port-unusable', { port, reason }, error);
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    redirectUrl: `http://127.0.0.1:${actual}/callback`,
    async answerTo(authorizationUrl) {
      expected = new URL(authorizationUrl).searchParams.get('state');
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(problem('callback-missing', { minutes })), minutes * 60_000);
      });
      return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
    },
  };
}

/** What the provider sent, or null when this is something else. */
function answerIn({ method, url }: IncomingMessage): AuthorizationAnswer | null {
  const asked = new URL(url ?? '', 'http://127.0.0.1');
  const state = asked.searchParams.get('state');
  if (method !== 'GET' || asked.pathname !== '/callback' || state === null) return null;
  const member = (name: string) => asked.searchParams.get(name) ?? undefined;
  return { state, code: member('code'), error: member('error'), errorDescription: member('error_description') };
}

/** Nothing of the request is repeated: it comes from anywhere. */
function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`${text}\n`);
}
