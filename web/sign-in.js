import { call, session } from './api.js';
import { element } from './element.js';
import { problemBox } from './problem.js';

/** Asks for a token, proves it against the service, and only then keeps it. */
export function signInForm(onSignedIn, reason = null) {
  const field = element('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    required: true,
    spellcheck: 'false',
  });
  const told = element('div', {}, reason === null ? null : problemBox(reason));
  const submit = element('button', { class: 'main' }, 'Sign in');
  const signIn = async event => {
    event.preventDefault();
    submit.disabled = true;
    session.signIn(field.value.trim());
    try {
      onSignedIn(await call('/me'));
    } catch (error) {
      session.signOut();
      told.replaceChildren(problemBox(error));
      submit.disabled = false;
      field.focus();
    }
  };
  return [
    element('h1', { tabindex: '-1' }, 'Sign in'),
    element(
      'form',
      { class: 'card', submit: signIn },
      told,
      element('label', { for: 'token' }, 'API token'),
      field,
      element(
        'p',
        { class: 'quiet' },
        'It begins with assay_ and is shown once, when it is made. It is kept in this tab only. An administrator makes one with ',
        element('code', {}, 'assay token create'),
        '; the first one is printed when the service starts for the first time.',
      ),
      element('div', { class: 'actions' }, submit),
    ),
  ];
}
