import { call } from './api.js';
import { element } from './element.js';
import { problemBox } from './problem.js';

/** What each choice means, by its name in the API. */
const wishes = {
  none: 'nothing',
  'my-turn': 'when it is my turn',
  all: 'when it is my turn, and every change of my publishers’ submissions',
};

/** Which mails the person who is signed in gets, and where. Mails lead here to end them. */
export function showMail(content, me) {
  const path = `/accounts/${encodeURIComponent(me.account.id)}/mail`;
  const told = element('div', { role: 'status' });
  const address = element('input', { id: 'address', type: 'email', autocomplete: 'email', maxlength: '254' });
  const wants = element(
    'select',
    { id: 'wants' },
    Object.entries(wishes).map(([value, words]) => element('option', { value }, words)),
  );
  const save = element('button', { class: 'main', disabled: true }, 'Save');

  function show(settings) {
    address.value = settings.address ?? '';
    wants.value = settings.wants;
    save.disabled = false;
  }

  async function submit(event) {
    event.preventDefault();
    save.disabled = true;
    try {
      const given = address.value.trim();
      show(await call(path, { method: 'POST', body: { address: given === '' ? null : given, wants: wants.value } }));
      told.replaceChildren('Saved.');
    } catch (error) {
      told.replaceChildren(problemBox(error));
    }
    save.disabled = false;
  }

  content.replaceChildren(
    element('p', {}, element('a', { href: '#/' }, 'All submissions')),
    element('h1', { tabindex: '-1' }, 'Mails'),
    element(
      'form',
      { class: 'card', submit: event => void submit(event) },
      element('label', { for: 'address' }, 'Your address'),
      address,
      element('label', { for: 'wants' }, 'Tell me'),
      wants,
      told,
      element('div', { class: 'actions' }, save),
    ),
  );
  return call(path).then(show, error => told.replaceChildren(problemBox(error)));
}
