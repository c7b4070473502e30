import type { Finding } from '../../../core/finding.js';
import type { StoredRecord } from '../replay/stored-record.js';
import { callsByCase } from './calls.js';
import type { CaseCalls } from './calls.js';
import type { FunctionalReport } from './functional-report.js';
import { exchangeMarkup } from './html-exchange.js';
import { findingMarkup } from './html-finding.js';
import { operationMarkup, operationRow, statusBadge } from './html-operation.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import { contentPolicy, style } from './style.js';
import { counted, duration, verdictSentence } from './words.js';

/**
 * The report as one HTML page that needs nothing else: no script, no request, and a policy that allows none. Everything that a stranger
 * wrote (names, answers, headers, tests) is text in it. `record`: the calls; null when there are none. Pure.
 */
export function htmlReport(report: FunctionalReport, record: StoredRecord | null): string {
  const { connector } = report;
  const title = `${connector.title ?? 'Connector'}: ${report.verdict}`;
  const calls = record === null ? () => ({ exchanges: [], notifications: [] }) : callsByCase(record);
  const cleanup = (record?.exchanges ?? []).filter(({ run }) => run === 'cleanup');
  const sections: readonly Section[] = [
    ['attention', 'What needs attention', attention(report)],
    ['operations', 'Operations', operations(report, calls)],
    ['not-run', 'Checks that did not run', notRun(report)],
    ['chains', 'What was created, used and removed', chains(report)],
    [
      'cleanup',
      'Calls that cleaned up',
      cleanup.length === 0 ? null : markup`<div class="card">${cleanup.map(exchangeMarkup)}</div>`,
    ],
    ['own', 'The submitter’s own collections', own(report, record)],
    ['strength', 'What a pass is worth', strength(report)],
    ['runs', 'Runs', runs(report)],
  ];
  const shown = sections.filter(([, , content]) => content !== null);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>`;
  const body = markup`</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<main id="content">
<header>
<h1>${connector.title ?? 'Connector'} <span class="quiet">${connector.version}</span></h1>
<p class="quiet">Functional test${connector.host === null ? '' : markup` of <code>${connector.host}</code>`}${report.startedAt === null ? '' : `, ${report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}, ${duration(report.durationMs)}`}</p>
</header>
<section class="card verdict ${report.verdict}" aria-label="Verdict"><p class="word">${report.verdict}</p><p>${verdictSentence(report)}</p></section>
${numbers(report)}
<nav aria-label="Sections"><ul>${shown.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${shown.map(
  ([id, name, content]) =>
    markup`<section aria-labelledby="${id}">
      <h2 id="${id}">${name}</h2>
      ${content}
    </section>`,
)}
<footer>
<p>Package <code>${report.package ?? 'not accepted'}</code></p>
<p>engine ${report.engine.version} · ruleset ${report.ruleset.version} <code>${report.ruleset.digest}</code> · profile ${report.profile}</p>
<p>Credentials were taken out of everything before it was kept. The evidence has every call whole; <code>assay replay</code> judges it again.</p>
</footer>
</main>
</body>
</html>
`;
  // The style is ours, and its digest stands in the policy: it is the one thing that is not escaped.
  return page.text + style + body.text;
}

type Section = readonly [id: string, name: string, content: Markup | null];

function numbers({ totals, strength: measured, operations: all }: FunctionalReport): Markup | null {
  if (all.length === 0) return null;
  const { cases } = totals;
  const entries: readonly (readonly [string, string])[] = [
    [`${totals.tested} of ${totals.operations}`, 'operations tested'],
    [`${totals.seenStatuses} of ${totals.documentedStatuses}`, 'documented statuses seen'],
    [`${cases.passed} of ${cases.all}`, 'cases passed'],
    ...(cases.failed > 0 ? ([[String(cases.failed), 'cases failed']] as const) : []),
    ...(cases.warned > 0 ? ([[String(cases.warned), 'cases with a warning']] as const) : []),
    ...(cases['not-run'] > 0 ? ([[String(cases['not-run']), 'cases not run']] as const) : []),
    [String(totals.calls), 'calls made'],
    ...(totals.flaky > 0 ? ([[String(totals.flaky), 'flaky operations']] as const) : []),
    ...(measured?.share == null
      ? []
      : ([[`${Math.round(measured.share * 100)} %`, 'of spoilt answers noticed']] as const)),
  ];
  return markup`<ul class="numbers">
    ${entries.map(([number, what]) => markup`<li><b>${number}</b><span class="quiet">${what}</span></li>`)}
  </ul>`;
}

/** Findings with those that block first; each operation has its own again. */
function attention({ operations: all, findings }: FunctionalReport): Markup | null {
  const every = [...findings, ...all.flatMap(operation => operation.findings)];
  if (every.length === 0) return markup`<div class="card"><p>Nothing was found.</p></div>`;
  const sorted = every
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => urgency(a.finding) - urgency(b.finding) || a.index - b.index);
  return markup`<div class="card">${sorted.map(({ finding }) => findingMarkup(finding))}</div>`;
}

/** What blocks first, then what a reviewer weighs, then what is only told. */
function urgency({ blocks, severity }: Finding): number {
  if (blocks) return 0;
  return severity === 'info' ? 2 : 1;
}

function operations({ operations: all }: FunctionalReport, callsOf: (caseId: string) => CaseCalls): Markup | null {
  if (all.length === 0) return null;
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="All operations">
      <table class="stack">
        <thead>
          <tr>
            <th>operation</th>
            <th>result</th>
            <th class="number">cases</th>
            <th>statuses seen</th>
            <th>called</th>
            <th class="number">time</th>
          </tr>
        </thead>
        <tbody>
          ${all.map((operation, index) => operationRow(operation, index + 1))}
        </tbody>
      </table>
    </div>
    ${all.map((operation, index) => operationMarkup(operation, index + 1, callsOf))}`;
}

/** By reason: an API that is down keeps hundreds of checks from running. */
function notRun({ notRun: checks }: FunctionalReport): Markup | null {
  if (checks.length === 0) return null;
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="Checks that did not run">
    <table class="stack">
      <thead>
        <tr>
          <th>check</th>
          <th>whose fault</th>
          <th>why</th>
        </tr>
      </thead>
      <tbody>
        ${checks.map(
          ({ check, fault, reason }) =>
            markup`<tr>
              <td><code>${check}</code></td>
              <td>${{ yours: 'the author’s', ours: 'Assay’s', upstream: 'the API’s' }[fault]}</td>
              <td>${reason}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function chains({ chains: all, leftovers }: FunctionalReport): Markup | null {
  if (all.length === 0 && leftovers.length === 0) return null;
  return markup`<div class="card">
    ${all.map(({ creates, uses, removes }) => markup`<p><code>${creates}</code> creates; ${uses.length === 0 ? 'nothing uses it' : markup`used by ${uses.map((name, index) => markup`${index === 0 ? '' : ', '}<code>${name}</code>`)}`}; ${removalText(removes)}</p>`)}
    ${
      leftovers.length === 0
        ? markup`<p>Nothing was left behind.</p>`
        : markup`<h3>Left behind</h3>
            ${leftovers.map(({ creates, id, reason }) => markup`<p><span class="badge warned">left</span> <code>${id ?? 'without an id'}</code>, created by ${creates}: ${reason}</p>`)}`
    }
  </div>`;
}

function removalText(removes: string): Markup {
  if (removes === 'none') return markup`nothing removes it.`;
  if (removes === 'not-needed') return markup`it need not be removed.`;
  return markup`removed by <code>${removes}</code>.`;
}

function own({ own: all }: FunctionalReport, record: StoredRecord | null): Markup | null {
  if (all.length === 0) return null;
  return markup`${all.map((one, index) => {
    const failed = one.assertions.filter(({ passed }) => !passed).length;
    return markup`<details class="operation" ${failed > 0 ? markup` open` : null}>
      <summary>
        ${statusBadge(ownVerdict(one.end, failed))}<code>${one.path}</code>
        <span class="quiet"
          >${counted(one.assertions.length, 'test')}, ${failed} failed · ${counted(one.calls, 'call')} ·
          ${duration(one.durationMs)}</span
        >
      </summary>
      <p class="quiet">
        Its tests are the submitter’s own word, and no part of the
        verdict.${one.note === null ? '' : ` It ended early: ${one.note}`}
      </p>
      ${one.assertions.map(({ item, name, passed, error }) => markup`<p>${statusBadge(passed ? 'passed' : 'warned')} ${item === null ? '' : markup`<code>${item}</code> `}${name}${error === null ? '' : `: ${error}`}</p>`)}
      ${one.assertionsLeftOut === 0 ? null : markup`<p class="quiet">${counted(one.assertionsLeftOut, 'more test')} were made than are kept.</p>`}
      ${(record?.own[index]?.exchanges ?? []).map(exchangeMarkup)}
    </details>`;
  })}`;
}

function ownVerdict(end: string, failed: number) {
  if (end !== 'completed') return 'failed' as const;
  return failed > 0 ? ('warned' as const) : ('passed' as const);
}

function strength({ strength: measured }: FunctionalReport): Markup | null {
  if (measured === null || measured.share === null) return null;
  const { judged, noticed, survivors } = measured;
  return markup`<div class="card">
    <p>
      The recorded answers were made wrong in one way at a time and judged again: ${noticed} of ${judged} were noticed.
    </p>
    ${
      survivors.length === 0
        ? null
        : markup`<details>
            <summary>
              ${counted(survivors.length, 'way')} that nobody
              noticed${survivors.length < judged - noticed ? ` (of ${judged - noticed})` : ''}
            </summary>
            <div class="inside">
              ${survivors.map(({ operationId, mutation, at }) => markup`<p><code>${operationId}</code> ${mutation} ${at}</p>`)}
            </div>
          </details>`
    }
  </div>`;
}

function runs({ runs: all }: FunctionalReport): Markup | null {
  if (all.length === 0) return null;
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="Runs">
    <table class="stack">
      <thead>
        <tr>
          <th>collection</th>
          <th>how it ended</th>
          <th class="number">calls</th>
          <th>isolation</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          ({ name, end, note, isolation, calls }) =>
            markup`<tr>
              <td>${name}</td>
              <td>${end}${note === null ? '' : ` (${note})`}</td>
              <td class="number" data-label="calls">${calls}</td>
              <td data-label="isolation">${isolation ?? 'none'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
