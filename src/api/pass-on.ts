import type { Answer, Headers } from '../runtime/exchange.js';
import { objectOf, own } from '../core/json-value.js';
import type { Operation } from '../runtime/definition.js';

/** Headers of an answer that say something of its content, and do nothing to whoever stands between the API and the caller. */
const safe: readonly string[] = [
  'accept-ranges',
  'allow',
  'content-language',
  'content-range',
  'content-type',
  'deprecation',
  'etag',
  'last-modified',
  'link',
  'location',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'sunset',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-total-count',
];

/**
 * Headers that are never passed on, although the definition declares them or a policy sets them: of the connection, of cookies, of what a
 * browser thinks of this place, of who is asked to sign in, and of what a proxy in front of Assay would take for an order of ours.
 */
const never =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|content-disposition|set-cookie.*|www-authenticate|authentication-info|clear-site-data|refresh|strict-transport-security|alt-svc|nel|report-to|reporting-endpoints|service-worker.*|source-?map|speculation-rules|cache-control|expires|age|date|server|via|vary|access-control-.*|content-security-policy.*|cross-origin-.*|permissions-policy|feature-policy|referrer-policy|origin-agent-cluster|sec-.*|critical-ch|accept-ch|assay-.*|x-accel-.*|x-sendfile.*|x-lighttpd-.*|x-litespeed-.*|x-reproxy-.*|x-forwarded-.*|x-real-ip|x-frame-options|x-content-type-options|x-xss-protection|x-permitted-.*|x-dns-.*|x-ua-.*|x-download-options|x-request-id|x-powered-by|x-source-?map|x-robots-tag)$/;

/** What may stand in a header (RFC 9110 §5.1 and §5.5, with Latin-1). */
const nameText = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;
const valueText = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

/** Media types that a browser only ever shows as text. */
const plain = /^(?:application\/(?:[\w.+-]+\+)?json|text\/plain)\s*(?:;|$)/i;

/**
 * The headers that a caller gets of an API's answer: safe ones, those that the operation declares, and those that a policy has set. What a
 * browser would run or show as a page is to be saved instead, and has no origin to run in. A redirect is told as `Assay-Location`: a
 * client that follows `Location` by itself would take its token along, and a relative one leads to Assay.
 */
export function passedOn({ status, headers }: Answer, operation: Operation, setHeaders: readonly string[]): Headers {
  const wanted = new Set([...safe, ...declaredHeaders(operation), ...setHeaders].filter(name => !never.test(name)));
  const kept = headers.filter(([name, value]) => wanted.has(name) && nameText.test(name) && valueText.test(value));
  const redirects = status >= 300 && status < 400;
  const passed = kept.map(([name, value]): [string, string] => [
    redirects && name === 'location' ? 'assay-location' : name,
    value,
  ]);
  const type = passed.find(([name]) => name === 'content-type')?.[1] ?? 'application/octet-stream';
  return [
    ...passed.filter(([name]) => name !== 'content-type'),
    ['content-type', type],
    ['content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'"],
    ['x-content-type-options', 'nosniff'],
    ['content-disposition', plain.test(type) ? 'inline' : 'attachment'],
  ];
}

/** Names of headers that the definition says its answers have, in lower case. */
function declaredHeaders({ declaration }: Operation): string[] {
  return Object.values(objectOf(own(declaration, 'responses'))).flatMap(response =>
    Object.keys(objectOf(own(response, 'headers'))).map(name => name.toLowerCase()),
  );
}
