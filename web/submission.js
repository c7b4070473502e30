/* global atob, document, TextDecoder -- of the browser */

import { call, follow } from './api.js';
import { decisionForm } from './decision.js';
import { element } from './element.js';
import { short, toneOf, turns } from './format.js';
import { problemBox } from './problem.js';
import { timeline } from './timeline.js';

const reconnectMs = 2000;

/** One submission, live. `announce` tells screen readers what changed. Gives what stops it. */
export function showSubmission(content, id, me, announce) {
  const path = `/submissions/${encodeURIComponent(id)}`;
  const stopping = new AbortController();
  const told = element('div');
  const facts = element('div');
  const decision = element('div');
  const steps = element('div');
  const title = element('h1', { tabindex: '-1' }, 'Submission');
  let decidedOn = null;
  let said = null;
  let final = false;

  function show(view) {
    final = view.turn === 'nobody';
    told.replaceChildren();
    title.textContent = `${view.publisher}/${view.connector}${view.version === null ? '' : ` ${view.version}`}`;
    document.title = `${view.connector}: ${view.state} · Assay`;
    facts.replaceChildren(factsOf(view));
    timeline(steps, view, path);
    // The form is made anew only for new bytes or a new state, so that a comment being typed is not lost.
    const about = `${view.state} ${view.digest}`;
    if (about !== decidedOn) decision.replaceChildren(...decisionForm(view, me, path, show));
    decidedOn = about;
    const sentence = `${view.stage}: ${view.state}. ${view.next}`;
    if (said !== sentence) announce(sentence);
    said = sentence;
  }

  async function live() {
    while (!final && !stopping.signal.aborted) {
      try {
        show(await call(path, { signal: stopping.signal }));
        await follow(`${path}/events`, show, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        told.replaceChildren(problemBox(error));
        if (error.status === 401 || error.status === 404) return;
      }
      await new Promise(resolve => setTimeout(resolve, reconnectMs));
    }
  }

  content.replaceChildren(
    element('p', {}, element('a', { href: '#/' }, 'All submissions')),
    title,
    told,
    facts,
    decision,
    element('h2', {}, 'Timeline'),
    steps,
  );
  void live();
  return () => stopping.abort();
}

function factsOf(view) {
  const fact = (name, ...value) => [element('dt', {}, name), element('dd', {}, ...value)];
  return element(
    'dl',
    { class: 'facts' },
    fact('State', element('span', { class: `badge ${toneOf(view.state)}` }, view.state), ` at ${view.stage}`),
    fact('Whose turn', turns[view.turn] ?? view.turn),
    fact('Next', view.next),
    fact('Revision', String(view.revision)),
    fact('Judged as', `${view.profile} publisher`),
    fact('Package', element('code', { title: view.digest }, short(view.digest))),
    fact('Submission', element('code', {}, view.id)),
    ...(view.receipt === null ? [] : receiptOf(view.receipt, fact)),
  );
}

function receiptOf(receipt, fact) {
  return [
    ...fact('Published in', element('code', {}, receipt.folder), ' of ', element('code', {}, receipt.target)),
    ...fact('Commit', element('code', {}, receipt.mergeCommit)),
    ...fact(
      'Certificate',
      element('details', {}, element('summary', {}, 'show'), element('pre', {}, readable(receipt.certificate))),
    ),
  ];
}

/** What an envelope certifies, readable; the envelope itself where it cannot be read. */
function readable(envelope) {
  try {
    const bytes = Uint8Array.from(atob(JSON.parse(envelope).payload), character => character.charCodeAt(0));
    return JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2);
  } catch {
    return envelope;
  }
}
