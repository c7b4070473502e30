import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

/** The empty text is what some tools write for none; the reference programme lets it pass. */
const levels = ['important', 'advanced', 'internal', ''];

export default defineRule({
  on: 'definition',
  id: 'visibility-enum',
  severity: 'error',
  description: '`x-ms-visibility` is important, advanced or internal, in lower case.',
  docs: {
    why: 'Any other value counts as none: what was meant to be hidden is shown to users.',
    fix: 'Write important, advanced or internal; leave the member out for the normal visibility.',
    source: 'OpenAPI extensions for custom connectors; apiDefinition.swagger.schema.json.',
  },
  *check({ operations, parameters, schemas }) {
    for (const { value, at } of [...operations, ...parameters, ...schemas]) {
      const visibility = value['x-ms-visibility'];
      if (visibility === undefined || (typeof visibility === 'string' && levels.includes(visibility))) continue;
      const meant = sameButForCase(visibility, levels);
      yield {
        at: [...at, 'x-ms-visibility'],
        message: `The visibility ${shown(visibility)} does not exist.`,
        ...(meant !== null && { fix: `Write it ${quoted(meant)}.` }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ 'x-ms-visibility': 'important' }, { 'x-ms-visibility': '' }, {}],
    bad: [
      { part: { 'x-ms-visibility': 'Internal' }, at: ['/paths/~1items~1{id}/get/x-ms-visibility'] },
      { part: { 'x-ms-visibility': 'none' }, at: ['/paths/~1items~1{id}/get/x-ms-visibility'] },
    ],
  },
});
