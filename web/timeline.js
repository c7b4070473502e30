/* global Blob, CSS, document -- of the browser */

import { read } from './api.js';
import { element } from './element.js';
import { duration, moment, span, toneOf, turns } from './format.js';

const stages = ['intake', 'lint', 'compare', 'functional', 'preview', 'publish'];
const shownAtFirst = 100;
/** Said beside a step that went wrong through no fault of the connector. */
const faults = { ours: 'Assay’s fault', upstream: 'another system’s fault' };

/** Fills `place` with the timeline: the newest revision first, every stage with verdict, duration and findings. */
export function timeline(place, view, path) {
  const open = new Map([...place.querySelectorAll('details')].map(details => [details.dataset.key, details.open]));
  const focused = document.activeElement?.closest('[data-key]')?.dataset.key;
  const newestTested = view.timeline.findLast(({ stage, report }) => stage === 'functional' && report)?.revision;
  const revisions = [...new Set(view.timeline.map(entry => entry.revision))].sort((a, b) => b - a);
  place.replaceChildren(
    ...ahead(view),
    ...revisions.flatMap(revision => {
      const entries = view.timeline.filter(entry => entry.revision === revision);
      const later = revision === view.revision && view.turn !== 'nobody' ? stagesAhead(entries) : [];
      return [
        revisions.length > 1 ? element('p', { class: 'quiet' }, `Revision ${revision}`) : null,
        element(
          'ol',
          { class: 'timeline', 'aria-label': `Revision ${revision}` },
          entries.map(entry => step(entry, path, open, newestTested)),
          later.map(stage => element('li', { class: 'ahead' }, `${stage}: not yet`)),
        ),
      ].filter(part => part !== null);
    }),
  );
  if (focused) place.querySelector(`[data-key="${CSS.escape(focused)}"] summary`)?.focus();
}

/** Since when it is whose turn, the place in the queue, and how long such work takes by history. */
function ahead({ turn, since, queue, expected }) {
  if (turn === 'nobody') return [];
  const parts = [`${turns[turn] ?? turn} since ${moment(since)}`];
  if (queue) parts.push(`place ${queue.position} of ${queue.of} in the queue`);
  if (expected) parts.push(`usually ${span(expected.fromMs)} to ${span(expected.toMs)}`);
  else if (turn === 'ours' || turn === 'reviewer') parts.push('how long it takes is unknown');
  return [element('p', { class: 'quiet' }, `${parts.join('; ')}.`)];
}

function stagesAhead(entries) {
  const seen = new Set(entries.map(entry => entry.stage));
  return stages.filter(stage => !seen.has(stage));
}

function step(entry, path, open, newestTested) {
  const word =
    entry.verdict ??
    { READY: 'queued', LEASED: 'running', DONE: 'done', FAILED: 'failed', DEAD: 'stopped' }[entry.state];
  const key = `${entry.revision}-${entry.stage}`;
  const findings = entry.report?.findings ?? [];
  const notRun = (entry.report?.checks ?? []).filter(check => check.state === 'not-run');
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'step' },
      element('h3', {}, entry.stage),
      element('span', { class: `badge ${toneOf(word)}` }, word),
      entry.attempts > 1 ? element('span', { class: 'quiet' }, `attempt ${entry.attempts}`) : null,
      faults[entry.fault] ? element('span', { class: 'quiet' }, faults[entry.fault]) : null,
      element('span', { class: 'time' }, duration(entry)),
    ),
    entry.note ? element('p', {}, entry.note) : null,
    notRun.map(check => element('p', {}, `Not run: ${check.id}: ${check.reason}`)),
    findings.length > 0 ? findingList(findings, key, open) : null,
    entry.stage === 'functional' && entry.report && entry.revision === newestTested ? reportButton(path) : null,
    (entry.report?.evidence ?? []).map((digest, index) => evidence(digest, `${key}-evidence-${index}`, path, open)),
  );
}

function findingList(findings, key, open) {
  const blocking = findings.filter(finding => finding.blocks).length;
  const list = element('ul', { class: 'findings' }, findings.slice(0, shownAtFirst).map(findingItem));
  const rest = findings.slice(shownAtFirst);
  const more = element('button', {}, `Show ${rest.length} more`);
  more.addEventListener('click', () => {
    list.append(...rest.map(findingItem));
    more.remove();
  });
  return element(
    'details',
    { 'data-key': key, open: open.get(key) ?? blocking > 0 },
    element('summary', {}, `${findings.length} finding${findings.length === 1 ? '' : 's'}, ${blocking} blocking`),
    list,
    rest.length > 0 ? more : null,
  );
}

function findingItem(finding) {
  const where = [finding.file, finding.line, finding.column].filter(part => part !== null).join(':');
  return element(
    'li',
    {},
    element(
      'p',
      {},
      element('span', { class: `badge ${finding.blocks ? 'bad' : 'open'}` }, finding.severity),
      ' ',
      element('code', {}, where),
      ' ',
      element('span', { class: 'quiet' }, finding.rule),
      finding.status === 'new' ? null : ` (${finding.status})`,
    ),
    element('p', {}, finding.message),
    element('p', {}, element('strong', {}, 'Fix: '), finding.fix),
  );
}

/** Saves the report as a file: what a stranger's API answered is in it, and it is not shown as a page of this service. */
function reportButton(path) {
  const button = element('button', {}, 'Save the report of all calls (HTML)');
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const page = new Blob([await read(`${path}/functional-report?format=html`)], { type: 'text/html' });
      const url = URL.createObjectURL(page);
      element('a', { href: url, download: 'functional-report.html' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      button.after(element('p', {}, `${error.title ?? error.message} ${error.detail ?? ''}`));
    }
    button.disabled = false;
  });
  return button;
}

function evidence(digest, key, path, open) {
  const shown = element('pre', {}, 'Loading…');
  const load = async () => {
    try {
      shown.textContent = await read(`${path}/evidence/${encodeURIComponent(digest)}`);
    } catch (error) {
      shown.textContent = `${error.title ?? error.message} ${error.detail ?? ''}`;
    }
  };
  const details = element(
    'details',
    { 'data-key': key },
    element('summary', {}, `Evidence ${digest.slice(0, 19)}…`),
    shown,
  );
  details.addEventListener('toggle', () => details.open && shown.textContent === 'Loading…' && void load());
  if (open.get(key)) details.open = true;
  return details;
}
