import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import type { Path } from '../functions/path.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { withMember } from '../functions/with-member.js';

const member = 'collectionFormat';
const formats = ['csv', 'ssv', 'tsv', 'pipes'];
/** Where a name can be sent more than once. */
const repeatable = ['query', 'formData'];
const sizes = { name: 'sizes', type: 'array', items: { type: 'string' } };
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'collection-format-supported',
  severity: 'error',
  description: '`collectionFormat` is csv, ssv, tsv or pipes, and for query parameters and form fields also multi.',
  docs: {
    why: 'A list in another form is not understood by the service, or is sent as one long value.',
    fix: 'Write one of the formats that exist; csv, with commas, is what counts without the member.',
    source: 'Swagger Validator: CollectionFormatValueNotSupported; OpenAPI 2.0 specification, Parameter Object.',
  },
  *check({ parameters, schemas }) {
    for (const { in: location, value, at } of withMember(parameters, member)) {
      const allowed = repeatable.includes(location ?? '') ? [...formats, 'multi'] : formats;
      if (location !== 'body') yield* fault(value[member], at, allowed);
    }
    for (const { value, at } of withMember(schemas, member)) yield* fault(value[member], at, formats);
  },
  examples: {
    of: parameterWith,
    good: [
      { ...sizes, [member]: 'pipes' },
      { ...sizes, [member]: 'multi' },
      { ...sizes, in: 'header' },
    ],
    bad: [
      { part: { ...sizes, [member]: 'CSV' }, at: [`${parameter}/${member}`] },
      { part: { ...sizes, in: 'header', [member]: 'multi' }, at: [`${parameter}/${member}`] },
      {
        part: { ...sizes, items: { type: 'array', items: { type: 'string' }, [member]: 'multi' } },
        at: [`${parameter}/items/${member}`],
      },
    ],
  },
});

function* fault(format: unknown, at: Path, allowed: readonly string[]): Iterable<DefinitionReport> {
  if (format === undefined || (typeof format === 'string' && allowed.includes(format))) return;
  const meant = sameButForCase(format, allowed);
  const place = [...at, member];
  yield {
    at: place,
    message: `The ${member} ${shown(format)} is not supported here.`,
    ...(meant !== null && {
      fix: `Write it ${quoted(meant)}.`,
      repair: { kind: 'set', at: place, value: meant } as const,
    }),
  };
}
