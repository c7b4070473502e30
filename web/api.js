/* global crypto, sessionStorage, TextDecoderStream -- of the browser */

const tokenKey = 'assay-token';

/** What the service answers when it refuses: title, detail and fix are meant for the reader. */
export class Refusal extends Error {
  constructor({ title, detail, fix, status }) {
    super(title);
    this.title = title;
    this.detail = detail ?? '';
    this.fix = fix ?? '';
    this.status = status;
  }
}

/** The token of this browser tab; it is gone when the tab is closed. */
export const session = {
  get token() {
    return sessionStorage.getItem(tokenKey);
  },
  signIn(token) {
    sessionStorage.setItem(tokenKey, token);
  },
  signOut() {
    sessionStorage.removeItem(tokenKey);
  },
};

/** Calls the API; gives the answer's JSON, or throws a Refusal. */
export async function call(path, { method = 'GET', body, signal } = {}) {
  const headers = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['idempotency-key'] = crypto.randomUUID();
  const answer = await request(path, { method, headers, signal, body: body && JSON.stringify(body) });
  return answer.status === 204 ? null : await answer.json();
}

/** The text behind an address of the API: evidence, certificates. */
export async function read(path) {
  const answer = await request(path, { headers: {} });
  return await answer.text();
}

/**
 * Follows a stream of server-sent events and calls `onView` with each one's JSON. EventSource cannot send the token, hence
 * fetch. Gives true when the server ended the stream, throws when the connection broke or was refused.
 */
export async function follow(path, onView, signal) {
  const answer = await request(path, { headers: { accept: 'text/event-stream' }, signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const lines = event.split('\n').filter(line => line.startsWith('data:'));
      if (lines.length > 0) onView(JSON.parse(lines.map(line => line.slice(5)).join('\n')));
    }
  }
}

async function request(path, { headers, ...options }) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      ...options,
      headers: { ...headers, authorization: `Bearer ${session.token}` },
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal({
      title: 'The server does not answer.',
      detail: 'The connection failed.',
      fix: 'This page tries again by itself; look whether `assay serve` still runs.',
      status: 0,
    });
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({ title: `The server answered ${answer.status}.` }));
  throw new Refusal({ ...told, status: answer.status });
}
