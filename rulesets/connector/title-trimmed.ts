import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'title-trimmed',
  severity: 'error',
  description: 'The title has no white space around it and no line break inside.',
  docs: {
    why: 'Such a title is sorted to the wrong place, looks indented in lists, and is not found by its exact name.',
    fix: 'Remove the white space around the title, and write it on one line.',
    source: 'Prepare connector files for certification, "Title".',
  },
  *check({ root }) {
    const { title } = objectOf(root.info);
    const trimmed = textOf(title);
    if (trimmed === null) return;
    const better = trimmed
      .split(/[\r\n\u2028\u2029]/)
      .map(line => line.trim())
      .join(' ');
    if (better === title) return;
    yield {
      at: ['info', 'title'],
      message: 'The title has white space around it, or a line break inside.',
      fix: `Write it ${quoted(better)}.`,
      repair: { kind: 'set', at: ['info', 'title'], value: better },
    };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Stock' }, { title: ' ' }],
    bad: [
      { part: { title: 'Contoso Stock ' }, at: ['/info/title'] },
      { part: { title: 'Contoso\n  Stock' }, at: ['/info/title'] },
    ],
  },
});
