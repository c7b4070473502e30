import { call } from './api.js';
import { element } from './element.js';
import { moment, span } from './format.js';
import { problemBox } from './problem.js';

const pageSize = 20;

/** The webhooks of a publisher, what was delivered to them, and a way to send it again. `announce` tells screen readers. */
export async function showWebhooks(content, publisher, announce) {
  const list = element('div');
  content.replaceChildren(
    element('p', {}, element('a', { href: '#/' }, 'All submissions')),
    element('h1', { tabindex: '-1' }, `Webhooks of ${publisher}`),
    list,
  );
  try {
    const { items } = await call(`/publishers/${encodeURIComponent(publisher)}/webhooks`);
    const none = element('p', {}, 'There is none. The reference of webhooks says how one is made.');
    list.replaceChildren(...(items.length === 0 ? [none] : items.map(webhook => section(webhook, announce))));
  } catch (error) {
    list.replaceChildren(problemBox(error));
  }
}

/** One webhook: where it leads, how it stands, and its deliveries once they are asked for. */
function section(webhook, announce) {
  const path = `/webhooks/${encodeURIComponent(webhook.id)}`;
  const told = element('div');
  const state = element('p');
  const place = element('div');
  const show = button('Show deliveries', `Show deliveries to ${webhook.url}`, async () => {
    const shown = deliveries(path, told, announce);
    await shown.load();
    place.replaceChildren(...shown.parts);
    show.remove();
  });
  const enable = button('Enable', `Enable the webhook to ${webhook.url}`, async () => {
    standing(await call(`${path}/enable`, { method: 'POST' }));
    announce('The webhook is enabled. What it missed can be replayed.');
  });

  function standing({ disabledAt, disabledReason, failingSince }) {
    const words =
      disabledAt === null
        ? `enabled${failingSince === null ? '' : `; nothing was taken since ${moment(failingSince)}`}`
        : `disabled since ${moment(disabledAt)}: ${disabledReason}`;
    state.replaceChildren(element('span', { class: `badge ${disabledAt === null ? 'good' : 'bad'}` }, words));
    enable.hidden = disabledAt === null;
  }

  function button(label, name, act) {
    return element(
      'button',
      { 'aria-label': name, click: event => void guarded(event.currentTarget, told, act) },
      label,
    );
  }

  standing(webhook);
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, element('code', {}, webhook.url)),
    state,
    element('p', { class: 'quiet' }, `Told of: ${webhook.events.join(', ')}`),
    told,
    element('div', { class: 'actions' }, enable, show),
    place,
  );
}

/** The deliveries of a webhook, newest first, a page at a time. */
function deliveries(path, told, announce) {
  const list = element('ul', { class: 'findings', 'aria-label': 'Deliveries, newest first' });
  const more = element(
    'button',
    { hidden: true, click: event => void guarded(event.currentTarget, told, load) },
    'Show more',
  );
  let next = null;

  async function load() {
    const cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
    const page = await call(`${path}/deliveries?limit=${pageSize}${cursor}`);
    list.append(...page.items.map(item => delivery(item, told, announce)));
    if (list.childElementCount === 0) list.append(element('li', {}, 'Nothing was delivered yet.'));
    next = page.next;
    more.hidden = next === null;
  }

  return { parts: [list, more], load };
}

function delivery(item, told, announce) {
  const about = `${item.event} of ${moment(item.createdAt)}`;
  const replay = element(
    'button',
    {
      'aria-label': `Replay ${about}`,
      click: event =>
        void guarded(event.currentTarget, told, async () => {
          const path = `/deliveries/${encodeURIComponent(item.id)}/replay`;
          const fresh = delivery(await call(path, { method: 'POST' }), told, announce);
          line.replaceWith(fresh);
          fresh.querySelector('button').focus();
          announce(`${about} is sent again.`);
        }),
    },
    'Replay',
  );
  const due = item.dueAt === null ? '' : `; tried next ${moment(item.dueAt)}`;
  const line = element(
    'li',
    {},
    element(
      'p',
      {},
      element('span', { class: `badge ${tones[item.state] ?? ''}` }, item.state),
      ` ${about}${due} `,
      element('a', { href: `#/submissions/${encodeURIComponent(item.submissionId)}` }, 'submission'),
      ' ',
      replay,
    ),
    item.attempts.length === 0
      ? null
      : element(
          'details',
          {},
          element('summary', {}, `Newest attempts: ${item.attempts.length}`),
          element('ol', {}, item.attempts.map(attempt)),
        ),
  );
  return line;
}

const tones = { delivered: 'good', parked: 'bad', due: 'open', sending: 'open running' };

/** What a receiver answered is shown as text. */
function attempt({ endedAt, status, failure, answer, ms }) {
  return element(
    'li',
    {},
    element('p', {}, `${moment(endedAt)}: ${status ?? failure} after ${span(ms)}`),
    answer === '' ? null : element('pre', {}, answer),
  );
}

/** Does something that a button asks for, once at a time, and shows why it did not work. */
async function guarded(asked, told, act) {
  asked.disabled = true;
  told.replaceChildren();
  try {
    await act();
  } catch (error) {
    told.replaceChildren(problemBox(error));
  }
  asked.disabled = false;
}
