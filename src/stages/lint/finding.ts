import { createHash } from 'node:crypto';
import type { DefinitionIndex } from '../../../rulesets/definition-index.js';
import { pointerOf } from '../../../rulesets/functions/path.js';
import { explainedAt } from '../../../rulesets/page.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { fingerprintSource } from '../../core/finding.js';
import type { Finding, Severity } from '../../core/finding.js';
import { packageFileNames } from '../../core/package.js';
import type { PlacedReport } from './judgement.js';

/** Which weights block where nothing is known of an earlier version: all that is found is new. */
const blocking: readonly Severity[] = ['error', 'ratchet', 'ack'];

/** Makes the finding of a report; `operationAt` is what keeps its fingerprint when paths are moved. */
export function toFinding(
  rule: Rule,
  severity: Severity,
  { message, fix, place }: PlacedReport,
  operationAt: (pointer: string) => string | null,
): Finding {
  const fault = {
    rule: rule.id,
    severity,
    blocks: blocking.includes(severity),
    ...place,
    message,
    fix: fix ?? rule.docs.fix,
  };
  const keepsItsName = place.file === packageFileNames.definition ? operationAt : () => null;
  const fingerprint = createHash('sha256').update(fingerprintSource(fault, keepsItsName)).digest('hex');
  return { ...fault, docs: explainedAt(rule.id), fingerprint, status: 'new' };
}

/**
 * Names a place inside an operation by the operation's id, so that it is still the same place when the path changes; null for other
 * places, and for operations whose id is missing or not theirs alone.
 */
export function operationNames({ operations, operationsById }: DefinitionIndex): (pointer: string) => string | null {
  const ids = new Map<string, string>();
  for (const { id, at } of operations) {
    if (id !== null && operationsById.get(id)?.length === 1) ids.set(pointerOf(at), id);
  }
  return pointer => {
    const [, paths, path, method, ...rest] = pointer.split('/');
    const id = ids.get(`/${paths}/${path}/${method}`);
    return id === undefined ? null : ['operation', id, ...rest].join(' ');
  };
}
