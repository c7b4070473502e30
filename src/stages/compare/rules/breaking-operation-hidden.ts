import type { CompareRule } from '../compare-rule.js';
import { own } from '../../../core/json-value.js';
import { pointerTo } from '../../../runtime/json.js';
import { definitionOf } from '../example-definition.js';
import { quoted } from '../quoted.js';

const showing = (more: object) => definitionOf({ '/items': { get: { operationId: 'ListItems', ...more } } });
const isHidden = (operation: unknown) => own(operation, 'x-ms-visibility') === 'internal';

export const breakingOperationHidden: CompareRule = {
  on: 'definition',
  id: 'breaking-operation-hidden',
  severity: 'ack',
  description: 'An operation that the designer offers is still offered.',
  docs: {
    why: 'The designer no longer knows the step: flows that have it cannot be edited there, and nobody can add it again.',
    fix: 'Take `x-ms-visibility: internal` away from the operation; to lead people to a newer one, use `advanced` or `deprecated: true`.',
    source: 'Breaking Change Detector, OperationHidden; Microsoft Learn, “Operational versioning”.',
  },
  *check({ before, after }) {
    for (const { id, value, pointer } of after.operations.values()) {
      const old = before.operations.get(id);
      if (old === undefined || isHidden(old.value) || !isHidden(value)) continue;
      yield {
        pointer: pointerTo(pointer, 'x-ms-visibility'),
        operations: [id],
        message: `${quoted(id)} could be used and is now internal; the designer no longer shows it, not even in flows that have it.`,
      };
    }
  },
  examples: {
    good: [
      { before: showing({}), after: showing({ 'x-ms-visibility': 'advanced', deprecated: true }) },
      { before: showing({ 'x-ms-visibility': 'internal' }), after: showing({ 'x-ms-visibility': 'internal' }) },
    ],
    bad: [
      {
        before: showing({ 'x-ms-visibility': 'important' }),
        after: showing({ 'x-ms-visibility': 'internal' }),
        at: ['/paths/~1items/get/x-ms-visibility'],
      },
    ],
  },
};
