import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { annotations } from '../functions/annotations.js';
import { quoted } from '../functions/quoted.js';

const id = '/paths/~1items~1{id}/get/operationId';
const revised = (operationId: string | undefined, revision: unknown) => ({
  operationId,
  'x-ms-api-annotation': { family: 'GetItem', revision },
});

export default defineRule({
  on: 'definition',
  id: 'annotation-operation-id-revision-suffix',
  severity: 'warning',
  description: 'The operationId of a later revision ends with its number.',
  docs: {
    why: 'In flows and in error reports only the id is seen; the number tells which revision is at work.',
    fix: 'End the id with "_V2", "_V3" and so on as long as no flow uses the operation.',
    source: 'Swagger Validator: OperationIdShouldEndWithRevision; Operation versioning.',
  },
  *check(index) {
    for (const { operation, revision } of annotations(index)) {
      const { id: written, at } = operation;
      if (written === null || revision === null || revision === 1 || endsWith(written, revision)) continue;
      const better = `${written.replace(/_?V\d{1,9}$/i, '')}_V${revision}`;
      yield {
        at: [...at, 'operationId'],
        message: `The operationId ${quoted(written)} does not end with the operation’s revision, ${revision}.`,
        ...(!index.idsByLowerCase.has(better.toLowerCase()) && {
          fix: `Write it ${quoted(better)}, unless flows already use it.`,
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      revised('GetItem_V2', 2),
      revised('GetItemV12', 12),
      revised('GetItem', 1),
      revised('GetItem', '2'),
      revised(undefined, 2),
      {},
    ],
    bad: [
      { part: revised('GetItem', 2), at: [id] },
      { part: revised('GetItem_V12', 2), at: [id] },
      { part: revised('GetItem_V3', 2), at: [id] },
    ],
  },
});

/** True when a text ends with exactly this number. */
function endsWith(text: string, number: number): boolean {
  const end = String(number);
  return text.endsWith(end) && !/\d/.test(text.charAt(text.length - end.length - 1));
}
