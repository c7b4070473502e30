import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { own } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import { nearName } from '../functions/near-name.js';
import { quoted, shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

/** The formats that the platform knows, with those that only it has. */
const formats: readonly string[] = [
  'int32',
  'int64',
  'float',
  'double',
  'byte',
  'binary',
  'date',
  'date-time',
  'date-no-tz',
  'password',
  'email',
  'html',
  'uri',
  'uuid',
];

/** Other names of the same formats. */
const elsewhere = { guid: 'uuid', url: 'uri', datetime: 'date-time', decimal: 'double', base64: 'byte' };

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'format-recognised',
  severity: 'warning',
  description: 'A format is one that the platform knows.',
  docs: {
    why: 'The designer ignores an unknown format: it shows a plain text field where a date or a file is wanted.',
    fix: `Use one of ${formats.join(', ')}, or remove the format and say in the description how the value looks.`,
    source: 'Swagger Validator: UnrecognizedTypeFormat; apiDefinition.swagger.schema.json.',
  },
  *check(index) {
    const known = new Set<unknown>(formats);
    for (const { value, at } of describedValues(index, 'format')) {
      const { format } = value;
      if (format === undefined || known.has(format)) continue;
      const place = [...at, 'format'];
      if (typeof format !== 'string') {
        yield { at: place, message: `A format has to be a text, not ${shown(format)}.` };
        continue;
      }
      if (format.trim() === '') {
        yield { at: place, message: 'The format is empty.', repair: { kind: 'remove', at: place } };
        continue;
      }
      const sameName = sameButForCase(format, formats);
      const meant = sameName ?? own(elsewhere, format.trim().toLowerCase()) ?? nearName(format, formats);
      yield {
        at: place,
        message: `The format ${quoted(format)} is not known.`,
        ...(typeof meant === 'string' && { fix: `Write it ${quoted(meant)}.` }),
        ...(sameName !== null && { repair: { kind: 'set', at: place, value: sameName } as const }),
      };
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-no-tz' },
    ],
    bad: [
      { part: { type: 'string', format: 'Date-Time' }, at: [`${schema}/format`] },
      { part: { type: 'string', format: 'guid' }, at: [`${schema}/format`] },
      { part: { type: 'integer', format: 'in32' }, at: [`${schema}/format`] },
      { part: { type: 'string', format: 'duration' }, at: [`${schema}/format`] },
      { part: { type: 'string', format: null }, at: [`${schema}/format`] },
      { part: { type: 'string', format: '' }, at: [`${schema}/format`] },
    ],
  },
});
