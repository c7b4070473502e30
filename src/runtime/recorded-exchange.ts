import type { Call } from './call.js';
import type { Answer, Exchange, Failure, Headers } from './exchange.js';
import type { Redactor } from './redact.js';

/** The request as it is recorded. */
export function cleanRequest({ method, origin, path, headers, body }: Call, redactor: Redactor): Exchange['request'] {
  return {
    method,
    url: redactor.text(origin + path),
    headers: cleanHeaders(headers, redactor),
    body: body === null ? null : redactor.bytes(body).bytes,
  };
}

/** A result without secrets, and how often an answer had one. The text of a failure names what policies say. */
export function cleanResult(
  result: Answer | Failure,
  redactor: Redactor,
): { readonly result: Answer | Failure; readonly count: number } {
  if (result.kind === 'failure') return { result: { ...result, text: redactor.text(result.text) }, count: 0 };
  const headers = cleanHeaders(result.headers, redactor);
  const { bytes, count } = redactor.bytes(result.body);
  const inHeaders = headers.filter(([, value], index) => value !== result.headers[index]?.[1]).length;
  return { result: { ...result, headers, body: bytes }, count: count + inHeaders };
}

function cleanHeaders(headers: Headers, redactor: Redactor): Headers {
  return headers.map(([name, value]) => [name, redactor.text(value)] as const);
}
