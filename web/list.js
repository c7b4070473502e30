/* global CSS, document, URLSearchParams -- of the browser */

import { call } from './api.js';
import { element } from './element.js';
import { moment, toneOf, turns } from './format.js';
import { problemBox } from './problem.js';

const states = ['running', 'waiting', 'returned', 'stopped', 'public', 'rejected', 'withdrawn'];
const pageSize = 50;
const refreshMs = 4000;

/** The list of submissions, refreshed while it is looked at. Gives what stops it. */
export function showList(content) {
  const rows = element('tbody');
  const told = element('div');
  const more = element('button', { hidden: true, click: () => void load(true) }, 'Show more');
  const filter = element('select', { id: 'state', change: () => void load(false) }, [
    element('option', { value: '' }, 'all'),
    ...states.map(state => element('option', { value: state }, state)),
  ]);
  let next = null;
  let pages = 1;
  let asked = 0;

  async function load(further) {
    asked += 1;
    const mine = asked;
    pages = further ? pages + 1 : pages;
    const items = [];
    try {
      let cursor = null;
      for (let page = 0; page < pages; page += 1) {
        const query = new URLSearchParams({ limit: String(pageSize) });
        if (filter.value !== '') query.set('state', filter.value);
        if (cursor !== null) query.set('cursor', cursor);
        const answer = await call(`/submissions?${query}`);
        items.push(...answer.items);
        cursor = answer.next;
        if (cursor === null) break;
      }
      if (mine !== asked) return; // a newer question is under way
      next = cursor;
      told.replaceChildren();
    } catch (error) {
      told.replaceChildren(problemBox(error));
      return;
    }
    more.hidden = next === null;
    const focused = document.activeElement?.getAttribute('href');
    rows.replaceChildren(...(items.length === 0 ? [emptyRow()] : items.map(row)));
    if (focused?.startsWith('#/submissions/')) rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }

  content.replaceChildren(
    element('h1', { tabindex: '-1' }, 'Submissions'),
    element('div', { class: 'filter' }, element('label', { for: 'state' }, 'State'), filter),
    told,
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, 'Submissions that you may see, newest first'),
      element(
        'thead',
        {},
        element('tr', {}, ...['Connector', 'Version', 'Stage', 'State', 'Whose turn', 'Changed'].map(heading)),
      ),
      rows,
    ),
    element('p', {}, more),
  );
  void load(false);
  const timer = setInterval(() => document.hidden || void load(false), refreshMs);
  return () => clearInterval(timer);
}

function heading(text) {
  return element('th', { scope: 'col' }, text);
}

function emptyRow() {
  return element(
    'tr',
    {},
    element(
      'td',
      { colspan: '6', 'data-label': '' },
      'Nothing here yet. Hand a connector in with ',
      element('code', {}, 'assay submit'),
      '.',
    ),
  );
}

function row(submission) {
  const name = `${submission.publisher}/${submission.connector}`;
  const cell = (label, ...children) => element('td', { 'data-label': label }, ...children);
  return element(
    'tr',
    {},
    cell('Connector', element('a', { href: `#/submissions/${encodeURIComponent(submission.id)}` }, name)),
    cell('Version', submission.version ?? '–', ` (revision ${submission.revision})`),
    cell('Stage', submission.stage),
    cell('State', element('span', { class: `badge ${toneOf(submission.state)}` }, submission.state)),
    cell('Whose turn', turns[submission.turn] ?? submission.turn),
    cell('Changed', element('time', { datetime: submission.updatedAt }, moment(submission.updatedAt))),
  );
}
