import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import { annotations } from '../functions/annotations.js';
import { quoted, shown } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const replacement = '/paths/~1items~1{id}/get/x-ms-api-annotation/replacement';
const replaced = (value: unknown, deprecated = true) => ({
  deprecated,
  'x-ms-api-annotation': { family: 'GetItem', revision: 1, replacement: value },
});

export default defineRule({
  on: 'definition',
  id: 'annotation-replacement',
  severity: 'error',
  description: 'Only a deprecated operation names a replacement, and it names connector and operation.',
  docs: {
    why: 'Users are sent to another operation although this one is kept, or to one that cannot be found.',
    fix: 'Write `"replacement": { "api": "…", "operationId": "…" }` in operations with `"deprecated": true`, and nowhere else.',
    source:
      'Swagger Validator: ApiAnnotationExtensionReplacementInfoForNonDeprecatedOperations, ' +
      'ApiAnnotationExtensionReplacementInfoMissingApiProperty, ApiAnnotationExtensionReplacementInfoMissingOperationIdProperty.',
  },
  *check(index) {
    for (const { operation, at, value } of annotations(index)) {
      const named = value.replacement;
      if (named === undefined) continue;
      const place = [...at, 'replacement'];
      if (!operation.deprecated) {
        yield {
          at: place,
          message: `The operation ${quoted(operation.label)} names a replacement but is not deprecated.`,
        };
      }
      if (!isObject(named)) {
        yield { at: place, message: `A replacement has to be an object, not ${shown(named)}.` };
        continue;
      }
      for (const member of ['api', 'operationId']) {
        if (textOf(named[member]) !== null) continue;
        yield {
          at: named[member] === undefined ? place : [...place, member],
          message: `The replacement of the operation ${quoted(operation.label)} has no \`${member}\`.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [replaced({ api: 'Contoso Stock', operationId: 'GetItem_V2' }), replaced(undefined, false), {}],
    bad: [
      { part: replaced({ api: 'Contoso Stock', operationId: 'GetItem_V2' }, false), at: [replacement] },
      { part: replaced({ operationId: 'GetItem_V2' }), at: [replacement] },
      { part: replaced({ api: 'Contoso Stock', operationId: '' }), at: [`${replacement}/operationId`] },
      { part: replaced('GetItem_V2'), at: [replacement] },
    ],
  },
});
