import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { annotations } from '../functions/annotations.js';
import { quoted, shown } from '../functions/quoted.js';

const annotation = '/paths/~1items~1{id}/get/x-ms-api-annotation';
const annotated = (value: unknown) => ({ 'x-ms-api-annotation': value });

export default defineRule({
  on: 'definition',
  id: 'annotation-revision-required',
  severity: 'error',
  description: 'An operation that belongs to a family says which revision of it it is: 1, 2 and so on.',
  docs: {
    why: 'Users are offered the newest revision; without a number nobody can tell which one that is.',
    fix: 'Add `"revision": 1` to the first operation of the family, 2 to the next, and so on.',
    source: 'Swagger Validator: OperationRevisionEmpty; apiDefinition.swagger.schema.json.',
  },
  *check(index) {
    for (const { operation, at, value, family, revision } of annotations(index)) {
      if (family === null || revision !== null) continue;
      const written = value.revision;
      if (written === undefined || written === null) {
        yield { at, message: `The operation ${quoted(operation.label)} does not say which revision it is.` };
        continue;
      }
      const place = [...at, 'revision'];
      const meant = typeof written === 'string' && /^[1-9]\d{0,8}$/.test(written) ? Number(written) : null;
      yield {
        at: place,
        message: `The revision ${shown(written)} is not a whole number from 1.`,
        ...(meant !== null && { fix: `Write ${meant}.`, repair: { kind: 'set', at: place, value: meant } }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [annotated({ family: 'GetItem', revision: 1 }), annotated({ status: 'Preview' }), annotated('GetItem'), {}],
    bad: [
      { part: annotated({ family: 'GetItem' }), at: [annotation] },
      { part: annotated({ family: 'GetItem', revision: 0 }), at: [`${annotation}/revision`] },
      { part: annotated({ family: 'GetItem', revision: '2' }), at: [`${annotation}/revision`] },
    ],
  },
});
