import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { pascalCaseId, revisionOf } from '../functions/pascal-case-id.js';
import { quoted } from '../functions/quoted.js';

const id = '/paths/~1items~1{id}/get/operationId';

export default defineRule({
  on: 'definition',
  id: 'operation-id-no-underscore',
  severity: 'info',
  description: 'An operationId has no underscore but that of a revision such as `_V2`.',
  docs: {
    why: 'The underscore marks revisions; elsewhere it makes readers look for one that is not there.',
    fix: 'Write words together, each with a capital letter; the id of a published operation has to stay.',
    source: 'Connector coding standards, operationId; Operation versioning.',
  },
  *check({ operations, idsByLowerCase }) {
    for (const { id: written, at } of operations) {
      if (written === null) continue;
      const first = written.indexOf('_');
      if (first < 0 || first === written.length - revisionOf(written).length) continue;
      const better = pascalCaseId(written, idsByLowerCase);
      yield {
        at: [...at, 'operationId'],
        message: `The operationId ${quoted(written)} contains an underscore.`,
        ...(better !== null && { fix: `Write it ${quoted(better)}, unless flows already use it.` }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ operationId: 'ListItems' }, { operationId: 'ListItems_V2' }, { operationId: undefined }],
    bad: [
      { part: { operationId: 'Items_List' }, at: [id] },
      { part: { operationId: 'Items_List_V2' }, at: [id] },
      { part: { operationId: '_' }, at: [id] },
    ],
  },
});
