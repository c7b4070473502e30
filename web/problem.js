import { element } from './element.js';

/** Shows why something did not work and what to do about it. */
export function problemBox(error) {
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    element('p', {}, element('strong', {}, error.title ?? 'This page has a fault.')),
    error.detail === undefined ? element('p', {}, error.message) : element('p', {}, error.detail),
    error.fix ? element('p', {}, 'What to do: ', error.fix) : null,
  );
}
