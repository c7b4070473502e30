/* global document, location, window -- of the browser */

import { call, session } from './api.js';
import { element } from './element.js';
import { showList } from './list.js';
import { signInForm } from './sign-in.js';
import { showSubmission } from './submission.js';

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
  if (me === null) content.replaceChildren(...signInForm(signedIn));
  else if (id !== undefined) leave = showSubmission(content, decodeURIComponent(id), me, announce);
  else leave = showList(content);
  content.querySelector('h1')?.focus();
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
