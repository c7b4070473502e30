import { defineRule } from '../define-rule.js';
import type { Report } from '../define-rule.js';
import { operationWith } from '../examples.js';
import type { Path } from '../functions/path.js';
import { quoted, shown } from '../functions/quoted.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { withMember } from '../functions/with-member.js';

/** The empty text is what some tools write for none; the reference programme lets it pass. */
const member = 'x-ms-visibility';
const levels = ['important', 'advanced', 'internal', ''];

/** Words for what an operation has that says nothing. */
const wordsForNormal = ['none', 'normal'];

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
    const lists: readonly (readonly Holder[])[] = [operations, parameters, schemas];
    for (const { value, at } of lists.flatMap(list => withMember(list, member))) {
      const visibility = value[member];
      if (visibility === undefined || (typeof visibility === 'string' && levels.includes(visibility))) continue;
      const place = [...at, member];
      yield { at: place, message: `The visibility ${shown(visibility)} does not exist.`, ...better(visibility, place) };
    }
  },
  examples: {
    of: operationWith,
    good: [{ 'x-ms-visibility': 'important' }, { 'x-ms-visibility': '' }, { 'x-ms-visibility': undefined }],
    bad: [
      { part: { 'x-ms-visibility': 'Internal' }, at: ['/paths/~1items~1{id}/get/x-ms-visibility'] },
      { part: { 'x-ms-visibility': 'none' }, at: ['/paths/~1items~1{id}/get/x-ms-visibility'] },
      { part: { 'x-ms-visibility': 'hidden' }, at: ['/paths/~1items~1{id}/get/x-ms-visibility'] },
    ],
  },
});

interface Holder {
  readonly at: Path;
  readonly value: JsonObject;
}

function better(visibility: unknown, at: Path): Partial<Report> {
  const meant = sameButForCase(visibility, levels);
  if (meant !== null) return { fix: `Write it ${quoted(meant)}.`, repair: { kind: 'set', at, value: meant } };
  if (sameButForCase(visibility, wordsForNormal) === null) return {};
  return { fix: 'Leave it out: that is the normal visibility.', repair: { kind: 'remove', at } };
}
