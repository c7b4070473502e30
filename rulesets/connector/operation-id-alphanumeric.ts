import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { pascalCaseId } from '../functions/pascal-case-id.js';
import { quoted } from '../functions/quoted.js';

const id = '/paths/~1items~1{id}/get/operationId';

export default defineRule({
  on: 'definition',
  id: 'operation-id-alphanumeric',
  severity: 'ratchet',
  description: 'An operationId has only the letters A to Z, digits, and underscores.',
  docs: {
    why: 'The platform takes other characters out, so that policies, code and lists that name the id no longer find the operation.',
    fix: 'Write words together, each with a capital letter; the id of a published operation has to stay.',
    source: 'Swagger Validator: OperationIdSanitized; connector coding standards, operationId.',
  },
  *check({ operations, idsByLowerCase }) {
    for (const { id: written, at } of operations) {
      if (written === null) continue;
      const found = [...new Set(written.match(/[^A-Za-z0-9_]/gu))];
      if (found.length === 0) continue;
      const better = pascalCaseId(written, idsByLowerCase);
      yield {
        at: [...at, 'operationId'],
        message: `The operationId ${quoted(written)} contains ${quoted(found.join(''))}.`,
        ...(better !== null && { fix: `Write it ${quoted(better)}.` }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ operationId: 'ListItems' }, { operationId: 'ListItems_V2' }, { operationId: undefined }],
    bad: [
      { part: { operationId: 'list-items' }, at: [id] },
      { part: { operationId: 'Items/list all' }, at: [id] },
      { part: { operationId: '項目' }, at: [id] },
    ],
  },
});
