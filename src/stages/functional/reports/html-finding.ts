import type { Finding } from '../../../core/finding.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';

/** One finding: what is wrong, where, and what to do. */
export function findingMarkup({ rule, severity, blocks, status, file, line, column, message, fix }: Finding): Markup {
  const tone = blocks ? 'error' : 'warning';
  const where = [file, line, column].filter(part => part !== null).join(':');
  const weight = `${severity}${status === 'new' ? '' : ` (${status})`}`;
  return markup`<div class="finding ${severity === 'info' ? 'info' : tone}">
    <p>
      <span class="badge ${severity === 'info' ? '' : tone}">${weight}</span> <code>${where}</code>
      <span class="quiet">${rule}</span>
    </p>
    <p>${message}</p>
    <p><b>Fix:</b> ${fix}</p>
  </div>`;
}
