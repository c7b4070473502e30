import { call } from './api.js';
import { element } from './element.js';
import { problemBox } from './problem.js';

/** The reviewer's form, when there is something to decide and the token may; otherwise nothing. */
export function decisionForm(view, me, path, onDecided) {
  if (view.state !== 'waiting' || view.digest === null || !me.scopes.includes('review')) return [];
  const comment = element('textarea', { id: 'comment', rows: '3', maxlength: '10000' });
  const told = element('div');
  const buttons = [
    element('button', { class: 'main', value: 'approve' }, 'Approve and publish'),
    element('button', { value: 'return' }, 'Return to the submitter'),
    element('button', { class: 'danger', value: 'reject' }, 'Reject for good'),
  ];

  async function decide(event) {
    event.preventDefault();
    const kind = event.submitter?.value ?? 'approve';
    if (kind !== 'approve' && comment.value.trim() === '') {
      told.replaceChildren(
        problemBox({
          title: 'A comment is needed.',
          detail: 'The submitter has to know why.',
          fix: 'Say what is wrong and what to change.',
        }),
      );
      comment.focus();
      return;
    }
    for (const button of buttons) button.disabled = true;
    try {
      const body = { kind, digest: view.digest, comment: comment.value.trim() };
      onDecided(await call(`${path}/decisions`, { method: 'POST', body }));
    } catch (error) {
      told.replaceChildren(problemBox(error));
      for (const button of buttons) button.disabled = false;
    }
  }

  return [
    element('h2', {}, 'Your decision'),
    element(
      'form',
      { class: 'card', submit: event => void decide(event) },
      element('p', {}, 'About exactly these bytes: ', element('code', {}, view.digest)),
      element('label', { for: 'comment' }, 'Comment'),
      comment,
      told,
      element('div', { class: 'actions' }, buttons),
    ),
  ];
}
