import type { RecordedExchange } from '../replay/stored-record.js';
import type { RecordedNotification } from './calls.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import { counted, duration } from './words.js';

/** Characters of a body that the page shows: enough to understand an answer; the evidence has all of it. */
const shownBody = 8_192;

/** One call as it was recorded, folded up. */
export function exchangeMarkup(exchange: RecordedExchange): Markup {
  const { request, result, answered, durationMs, startedAt, route, connectedTo, secretsInAnswer } = exchange;
  const answer = result.kind === 'answer' ? String(result.status) : result.reason;
  const again = exchange.caseId.match(/-again-(\d+)$/)?.[1];
  const notes = [
    ...(again === undefined ? [] : [`call ${again} of this case`]),
    ...(exchange.attempt === undefined
      ? []
      : [`attempt ${exchange.attempt} of ${exchange.attempts ?? exchange.attempt}`]),
    ...(exchange.caseId.includes('/') ? [`made by a policy`] : []),
    ...(secretsInAnswer > 0 ? [`the answer repeated a secret ${counted(secretsInAnswer, 'time')}`] : []),
  ];
  return markup`<details>
    <summary>
      <span class="mono">${request.method}</span> <code>${request.url}</code> → <b>${answer}</b>
      <span class="quiet">${duration(durationMs)}${notes.map(note => markup` · ${note}`)}</span>
    </summary>
    <div class="inside">
      <dl class="facts">
        <dt>made at</dt>
        <dd>${startedAt}</dd>
        <dt>connected to</dt>
        <dd>${connectedTo} (${route === 'direct' ? 'as the definition says' : 'by a declared route'})</dd>
      </dl>
      <h4>Request</h4>
      ${headersMarkup(request.headers)} ${request.body === null ? null : bodyMarkup(request.body)}
      <h4>Answer</h4>
      ${resultMarkup(result)}
      ${
        answered === undefined
          ? null
          : markup`<h4>Answer as users get it, after the connector’s policies</h4>
              ${resultMarkup(answered)}`
      }
    </div>
  </details>`;
}

const phases = {
  'before-event': 'before the event',
  'after-event': 'after the event',
  'after-end': 'after the subscription had ended',
} as const;

/** One call of the API back to us, folded up. */
export function notificationMarkup({ phase, receivedAt, method, headers, body }: RecordedNotification): Markup {
  const size = Buffer.byteLength(body.text);
  return markup`<details>
<summary>called back: <span class="mono">${method}</span> <span class="quiet">${phases[phase]}</span></summary>
<div class="inside">
<dl class="facts"><dt>received at</dt><dd>${receivedAt}</dd></dl>
${headersMarkup(headers)}
${bodyMarkup({ ...body, size })}
</div>
</details>`;
}

function resultMarkup(result: RecordedExchange['result']): Markup {
  const attempts = (result.attempts ?? []).map(
    ({ outcome, durationMs, waitedMs }) =>
      markup`<p class="quiet">
        Before that: ${outcome} after ${duration(durationMs)}, then waited ${duration(waitedMs)}.
      </p>`,
  );
  if (result.kind === 'failure')
    return markup`${attempts}
      <p><b>${result.reason}</b>: ${result.text}</p>`;
  return markup`${attempts}
    <p><b>${result.status}</b></p>
    ${headersMarkup(result.headers)}${bodyMarkup(result.body)}`;
}

function headersMarkup(headers: readonly (readonly [string, string])[]): Markup | null {
  if (headers.length === 0) return null;
  return markup`<pre tabindex="0">${headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>`;
}

function bodyMarkup({
  encoding,
  text,
  size,
}: {
  readonly encoding: string;
  readonly text: string;
  readonly size: number;
}): Markup {
  if (size === 0) return markup`<p class="quiet">no body</p>`;
  if (encoding !== 'utf-8') return markup`<p class="quiet">${counted(size, 'byte')} that are no text</p>`;
  const shown = pretty(text);
  const rest = shown.length - shownBody;
  const more =
    rest > 0
      ? markup`<p class="quiet">
          The first ${shownBody} characters; the body has ${counted(size, 'byte')}. The evidence has all of it.
        </p>`
      : null;
  return markup`<pre tabindex="0">${shown.slice(0, shownBody)}</pre>
    ${more}`;
}

/** JSON on several lines, where it is JSON of a size that people read. */
function pretty(text: string): string {
  if (text.length > shownBody) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
