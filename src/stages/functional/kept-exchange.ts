import { restoredExchange, storedExchange } from '../../runtime/exchange.js';
import type { Exchange, StoredExchange } from '../../runtime/exchange.js';
import type { GatewayRecord } from '../../runtime/gateway.js';
import type { Redactor } from '../../runtime/redact.js';

/**
 * The record of a run as evidence keeps it. The stage judges this and not what was in memory, so that whoever judges the evidence again
 * judges the same: what was recorded before a token was known is without that token as well.
 */
export function keptRecord({ exchanges, refused }: GatewayRecord, redactor: Redactor): GatewayRecord {
  return { exchanges: exchanges.map(exchange => keptExchange(exchange, redactor)), refused };
}

function keptExchange(exchange: Exchange, redactor: Redactor): Exchange {
  const stored = storedExchange(exchange);
  // Too long to be kept whole: judged by what was answered all the same, and a replay says that it cannot be.
  if (isCut(stored)) return exchange;
  return restoredExchange(JSON.parse(JSON.stringify(stored, redacting(redactor))) as StoredExchange);
}

/** Takes secrets out of every text of a value that is written as JSON. */
export function redacting(redactor: Redactor) {
  return (_name: string, value: unknown): unknown => (typeof value === 'string' ? redactor.text(value) : value);
}

/** True for an exchange of which the evidence lacks a part that is judged. */
export function isCut({ result, answered = result }: StoredExchange): boolean {
  return [result, answered].some(one => one.kind === 'answer' && one.body.cut);
}
