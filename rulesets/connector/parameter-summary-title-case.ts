import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';
import { inTitleCase } from '../functions/title-case.js';

const member = 'x-ms-summary';
/** Longer labels are cut where they are quoted, and half a label is no advice. */
const longestShown = 60;
const place = `/paths/~1items~1{id}/get/parameters/1/${member}`;

export default defineRule({
  on: 'definition',
  id: 'parameter-summary-title-case',
  severity: 'info',
  description: 'The label of an input is in title case.',
  docs: {
    why: 'Inputs of all connectors stand side by side in a flow; labels of one style are easier to read.',
    fix: 'Begin every word with a capital letter, short ones such as "of" and "the" inside the label aside.',
    source: 'Connector string guidance; OpenAPI extensions for custom connectors.',
  },
  *check({ visibleParameters }) {
    for (const { in: location, value, at } of visibleParameters) {
      const summary = textOf(value[member]);
      if (location === 'body' || summary === null) continue;
      const titled = inTitleCase(summary);
      if (titled === null) continue;
      yield {
        at: [...at, member],
        message: `The label ${quoted(summary)} is not in title case.`,
        ...(titled.length <= longestShown && { fix: `Write it ${quoted(titled)}.` }),
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ [member]: 'Color of the Item' }, { [member]: 'Color (e.g. Red)' }, { [member]: 'iPhone 5s' }],
    bad: [
      { part: { [member]: 'item color' }, at: [place] },
      { part: { [member]: 'Color (optional)' }, at: [place] },
      { part: { [member]: 'the Color' }, at: [place] },
    ],
  },
});
