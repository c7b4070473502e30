import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { caseHeader } from '../../../runtime/call.js';
import { parsedBody } from '../answer.js';
import type { PlannedBody } from '../request.js';
import type { TriggerCall } from './trigger-test.js';

/** What the runtime answered, as a user of the connector gets it. 502 without an answer of the API. */
export interface Called {
  readonly status: number;
  readonly location: string | null;
  /** The body's JSON; undefined when it is none. */
  readonly json: unknown;
}

/**
 * Makes one call through the gateway at this socket, as the child of a collection would: the runtime signs in, applies policies, goes
 * out, and records. Rejects when `signal` aborts.
 */
export async function callOperation(
  socketPath: string,
  { id, target, request }: TriggerCall,
  signal: AbortSignal,
): Promise<Called> {
  const body = request.body === null ? null : await bytesOf(request.body);
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  const sent = http.request({
    socketPath,
    method: target.operation.method.toUpperCase(),
    path: request.path + (query === '' ? '' : `?${query}`),
    headers: {
      host: 'connector.invalid',
      ...Object.fromEntries(request.headers),
      ...(body && { 'content-type': body.mediaType, 'content-length': String(body.bytes.length) }),
      [caseHeader]: id,
    },
    agent: false,
    signal,
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
  sent.end(body?.bytes);
  const response = await answered;
  const bytes = await buffer(response);
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location ?? null,
    json: parsedBody({ body: bytes })?.value,
  };
}

async function bytesOf(body: PlannedBody): Promise<{ readonly mediaType: string; readonly bytes: Buffer }> {
  if (body.kind === 'raw') return { mediaType: body.mediaType, bytes: Buffer.from(body.text, 'utf8') };
  const form = new FormData();
  for (const [name, value] of body.fields) form.append(name, value);
  // A Response writes a form as multipart, with a boundary of its own.
  const written = new Response(form);
  return {
    mediaType: written.headers.get('content-type') ?? 'multipart/form-data',
    bytes: Buffer.from(await written.arrayBuffer()),
  };
}
