import type { CaseCalls } from './calls.js';
import type { ReportedCase, ReportedOperation } from './functional-report.js';
import { exchangeMarkup, notificationMarkup } from './html-exchange.js';
import { findingMarkup } from './html-finding.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import { counted, duration, expectationOf, verdictWords } from './words.js';

/** The row of an operation in the table of all. `number` names its place in the page. */
export function operationRow(operation: ReportedOperation, number: number): Markup {
  const { operationId, method, path, status, cases, seen, documented, unseen, durationMs, flaky } = operation;
  const signIns = [
    ...(seen.some(({ signedIn }) => signedIn) ? ['with the connection'] : []),
    ...(seen.some(({ signedIn }) => !signedIn) ? ['without credential'] : []),
  ];
  return markup`<tr>
    <td>
      <a href="#operation-${number}">${operationId}</a><br /><span class="mono quiet"
        >${method.toUpperCase()} ${path}</span
      >
    </td>
    <td>${statusBadge(status)}${flaky ? markup` <span class="badge warned">flaky</span>` : null}</td>
    <td class="number" data-label="cases">${cases.length}</td>
    <td data-label="statuses">${documented.length - unseen.length} of ${documented.length}</td>
    <td data-label="called">${signIns.length === 0 ? 'not called' : signIns.join(', ')}</td>
    <td class="number" data-label="time">${duration(durationMs)}</td>
  </tr>`;
}

/** Everything about one operation, folded up unless something of it failed. */
export function operationMarkup(
  operation: ReportedOperation,
  number: number,
  callsOf: (caseId: string) => CaseCalls,
): Markup {
  const { operationId, method, path, summary, status, documented, unseen, seen, trigger, untested, cases, findings } =
    operation;
  const open = status === 'failed' ? markup` open` : null;
  return markup`<details class="operation" id="operation-${number}" ${open}>
    <summary>
      ${statusBadge(status)}${operationId} <span class="mono quiet">${method.toUpperCase()} ${path}</span>
    </summary>
    ${summary === null ? null : markup`<p class="quiet">${summary}</p>`}
    <dl class="facts">
      ${
        trigger === 'none'
          ? null
          : markup`<dt>trigger</dt>
              <dd>${trigger}</dd>`
      }
      <dt>documented</dt>
      <dd>${documented.length === 0 ? 'no status' : documented.join(', ')}</dd>
      <dt>never seen</dt>
      <dd>${unseen.length === 0 ? 'none of them' : unseen.join(', ')}</dd>
      <dt>seen</dt>
      <dd>
        ${seen.length === 0 ? 'nothing' : seen.map((one, index) => markup`${index === 0 ? '' : ' · '}<b>${one.status}</b> ${one.times}× ${one.signedIn ? 'with the connection' : 'without credential'}${one.declared ? '' : ', not declared'}`)}
      </dd>
    </dl>
    ${untested.map(({ kind, reason }) => markup`<p><span class="badge">not tested</span> ${kind === 'all' ? '' : `${kind}: `}${reason}</p>`)}
    ${
      findings.length === 0
        ? null
        : markup`<h3>Findings</h3>
            ${findings.map(findingMarkup)}`
    }
    ${
      cases.length === 0
        ? null
        : markup`<h3>${counted(cases.length, 'case')}</h3>
            ${cases.map(one => caseMarkup(one, callsOf(one.case)))}`
    }
  </details>`;
}

function caseMarkup(one: ReportedCase, { exchanges, notifications }: CaseCalls): Markup {
  const { kind, about, verdict, reason, signedIn, durationMs, faults } = one;
  return markup`<details${verdict === 'failed' ? markup` open` : null}>
<summary>${statusBadge(verdict)}<b>${kind}</b> ${about} <span class="quiet">${one.answers.join(', ') || 'not called'}${exchanges.length === 0 ? '' : ` · ${duration(durationMs)}`}${signedIn ? '' : ' · without credential'}</span></summary>
<div class="inside">
<p><span class="quiet">Expected:</span> ${expectationOf(kind)}</p>
${reason === null ? null : markup`<p><span class="quiet">Not run:</span> ${reason}</p>`}
${faults.map(
  ({ severity, message, fix }) =>
    markup`<div class="finding ${severity}">
      <p>${message}</p>
      <p><b>Fix:</b> ${fix}</p>
    </div>`,
)}
${exchanges.map(exchangeMarkup)}
${notifications.map(notificationMarkup)}
</div>
</details>`;
}

/** What became of an operation or a case, as a word that is not told by its colour alone. */
export function statusBadge(status: ReportedCase['verdict']): Markup {
  return markup`<span class="badge ${status}">${verdictWords[status]}</span>`;
}
