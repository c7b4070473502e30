import { restoredExchange, storedExchange } from '../../../runtime/exchange.js';
import type { StoredExchange } from '../../../runtime/exchange.js';
import type { Redactor } from '../../../runtime/redact.js';
import { keptRecord } from '../kept-exchange.js';
import type { RecordedNotification, TriggerRun } from './trigger-run.js';

/** A notification in the form in which evidence is stored. A body that is no text is in base64. */
export type StoredNotification = Omit<RecordedNotification, 'body'> & {
  readonly body: { readonly encoding: 'utf-8' | 'base64'; readonly text: string };
};

/** A trigger's test in the form in which evidence is stored. */
export interface StoredTriggerRun {
  readonly case: string;
  readonly notifications: readonly StoredNotification[];
  readonly exchanges: readonly StoredExchange[];
}

/** The run as it is stored. */
export function storedTriggerRun({ caseId, notifications, exchanges }: TriggerRun): StoredTriggerRun {
  return {
    case: caseId,
    notifications: notifications.map(({ body, ...rest }) => ({ ...rest, body: storedBody(body) })),
    exchanges: exchanges.map(storedExchange),
  };
}

/** The run that was stored, as it was. */
export function restoredTriggerRun({ case: caseId, notifications, exchanges }: StoredTriggerRun): TriggerRun {
  return {
    caseId,
    notifications: notifications.map(({ body: { encoding, text }, ...rest }) => ({
      ...rest,
      body: Buffer.from(text, encoding),
    })),
    exchanges: exchanges.map(restoredExchange),
  };
}

function storedBody(body: Uint8Array): StoredNotification['body'] {
  const bytes = Buffer.from(body);
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes)
    ? { encoding: 'utf-8', text }
    : { encoding: 'base64', text: bytes.toString('base64') };
}

/** The run without what became known as a secret only after it was recorded: it is judged as it is kept. */
export function keptTriggerRun({ caseId, notifications, exchanges }: TriggerRun, redactor: Redactor): TriggerRun {
  return {
    caseId,
    notifications: notifications.map(one => ({
      ...one,
      headers: one.headers.map(([name, value]) => [name, redactor.text(value)] as const),
      body: redactor.bytes(one.body).bytes,
    })),
    exchanges: keptRecord({ exchanges, refused: 0 }, redactor).exchanges,
  };
}
