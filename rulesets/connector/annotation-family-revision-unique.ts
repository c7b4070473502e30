import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { annotations } from '../functions/annotations.js';
import { quoted } from '../functions/quoted.js';

const annotation = (id: string) => `/paths/~1${id}/get/x-ms-api-annotation`;
const annotated = (operations: Readonly<Record<string, object>>) => ({
  paths: Object.fromEntries(
    Object.entries(operations).map(([id, value]) => [
      `/${id}`,
      { get: { operationId: id, summary: id, description: id, 'x-ms-api-annotation': value, responses: {} } },
    ]),
  ),
});

export default defineRule({
  on: 'definition',
  id: 'annotation-family-revision-unique',
  severity: 'error',
  description: 'No two operations of a family have the same revision, and at most one has none.',
  docs: {
    why: 'Users are offered the newest revision; of two with one number, the wrong one may be it.',
    fix: 'Count the operations of the family from 1, the newest last.',
    source:
      'Swagger Validator: OperationFamilyHasDuplicateRevisions, OperationFamilyHasManyEmptyRevisions; Operation versioning.',
  },
  *check(index) {
    const first = new Map<string, string>();
    for (const { operation, at, value, family, revision } of annotations(index)) {
      const isEmpty = value.revision === undefined || value.revision === null;
      // A rule of its own speaks of revisions that are no numbers.
      if (family === null || (revision === null && !isEmpty)) continue;
      const key = JSON.stringify([family, revision]);
      const other = first.get(key);
      if (other === undefined) first.set(key, operation.label);
      else {
        yield {
          at: value.revision === undefined ? at : [...at, 'revision'],
          message:
            revision === null
              ? `In the family ${quoted(family)}, the operation ${quoted(other)} has no revision either.`
              : `In the family ${quoted(family)}, revision ${revision} is already the operation ${quoted(other)}.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      annotated({
        GetItem: { family: 'GetItem' },
        GetItemV2: { family: 'GetItem', revision: 2 },
        ListItemsV2: { family: 'ListItems', revision: 2 },
        FindItem: { family: 'GetItem', revision: 'two' },
        AddItem: { status: 'Preview' },
      }),
    ],
    bad: [
      {
        part: annotated({
          GetItem: { family: 'GetItem', revision: 1 },
          GetItemV2: { family: 'GetItem', revision: 1 },
        }),
        at: [`${annotation('GetItemV2')}/revision`],
      },
      {
        part: annotated({ GetItem: { family: 'GetItem' }, GetItemV2: { family: 'GetItem' } }),
        at: [annotation('GetItemV2')],
      },
    ],
  },
});
