import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { pascalCaseId } from '../functions/pascal-case-id.js';
import { quoted } from '../functions/quoted.js';

const id = '/paths/~1items~1{id}/get/operationId';

export default defineRule({
  on: 'definition',
  id: 'operation-id-pascal-case',
  severity: 'warning',
  description: 'An operationId starts with a capital letter.',
  docs: {
    why: 'Authors of flows meet the id in expressions and in the names of steps; ids of one manner are easier to guess and to read.',
    fix: 'Write it in PascalCase as long as no flow uses the operation; the id of a published operation has to stay.',
    source: 'Connector coding standards, operationId.',
  },
  *check({ operations, idsByLowerCase }) {
    for (const { id: written, at } of operations) {
      if (written === null || /^[A-Z]/.test(written)) continue;
      const better = pascalCaseId(written, idsByLowerCase);
      yield {
        at: [...at, 'operationId'],
        message: `The operationId ${quoted(written)} does not start with a capital letter.`,
        ...(better !== null && { fix: `Write it ${quoted(better)}, unless flows already use it.` }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ operationId: 'ListItems' }, { operationId: undefined }],
    bad: [
      { part: { operationId: 'listItems' }, at: [id] },
      { part: { operationId: '3dItems' }, at: [id] },
    ],
  },
});
