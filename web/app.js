/* global document, location, window -- of the browser */

import { call, session } from './api.js';
import { element } from './element.js';
import { showList } from './list.js';
import { showMail } from './mail.js';
import { signInForm } from './sign-in.js';
import { showSubmission } from './submission.js';
import { showWebhooks } from './webhooks.js';

const content = document.getElementById('content');
const account = document.getElementById('account');
const news = document.getElementById('news');
let me = null;
let leave = () => {};

/** Shows what the address names; the one place where views change. */
function navigate() {
  leave();
  leave = () => {};
  document.title = 'Assay';
  const [, id] = /^#\/submissions\/([^/]+)$/.exec(location.hash) ?? [];
  const [, publisher] = /^#\/publishers\/([a-z0-9-]+)\/webhooks$/.exec(location.hash) ?? [];
  if (me === null) content.replaceChildren(...signInForm(signedIn));
  else if (id !== undefined) leave = showSubmission(content, decodeURIComponent(id), me, announce);
  else if (location.hash === '#/mail') void showMail(content, me);
  else if (publisher !== undefined) void showWebhooks(content, publisher, announce);
  else {
    leave = showList(content);
    content.append(ways());
  }
  content.querySelector('h1')?.focus();
}

/** From the start page to what belongs to the person who is signed in. */
function ways() {
  const webhooks = me.account.publishers.map(slug =>
    element('li', {}, element('a', { href: `#/publishers/${slug}/webhooks` }, `Webhooks of ${slug}`)),
  );
  return element(
    'nav',
    { 'aria-label': 'More' },
    element('ul', {}, webhooks, element('li', {}, element('a', { href: '#/mail' }, 'Mails'))),
  );
}

function signedIn(principal) {
  me = principal;
  account.replaceChildren(
    element('span', {}, `${me.account.name} (${me.account.roles.join(', ')})`),
    element('button', { click: signOut }, 'Sign out'),
  );
  navigate();
}

function signOut() {
  session.signOut();
  me = null;
  account.replaceChildren();
  navigate();
}

function announce(sentence) {
  news.textContent = sentence;
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  content.focus();
});
window.addEventListener('hashchange', navigate);

if (session.token === null) navigate();
else {
  call('/me').then(signedIn, error => {
    if (error.status === 401) session.signOut();
    content.replaceChildren(...signInForm(signedIn, error));
  });
}
