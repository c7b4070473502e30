import { createHash } from 'node:crypto';
import { explainedAt, fingerprintSource } from '../../core/finding.js';
import type { Fault, Finding, Place, Severity } from '../../core/finding.js';
import { pointerSegments } from '../../core/json-pointer.js';
import type { JsonText } from '../../core/json-text.js';
import { createStablePointers } from '../../core/stable-pointer.js';
import { pointerTo } from '../../runtime/json.js';
import type { CompareRule, Remark } from './compare-rule.js';
import { namedOperations } from './field-difference.js';

/** Weights that block; a programme may give a rule another. */
const blocking: readonly Severity[] = ['error', 'ratchet', 'ack'];

/** Faults of one kind that are listed; beyond that they are one fault, repeated, and only cost time and memory. */
const listedPerRule = 1000;

/**
 * Makes findings in the new version of a file; null where it cannot be read and nothing is found. Their fingerprints name operations
 * by their ids, wherever they stand.
 */
export function createReporter(
  file: string,
  text: JsonText | null,
): (rule: CompareRule, severity: Severity, remarks: Iterable<Remark>) => Finding[] {
  const stablePointer = createStablePointers(text?.value);
  const told = new Map<string, number>();

  const fingerprintOf = (fault: Fault, exactly: string | undefined): string => {
    const suffix = exactly === undefined ? '' : `\n${exactly}`;
    const source = fingerprintSource(fault, stablePointer) + suffix;
    const ordinal = told.get(source) ?? 0;
    told.set(source, ordinal + 1);
    return createHash('sha256')
      .update(fingerprintSource(fault, stablePointer, ordinal) + suffix)
      .digest('hex');
  };

  return (rule, severity, remarks) =>
    listed(remarks).map(({ pointer, message, operations = [], exactly, fix = rule.docs.fix }) => {
      const place = placeOf(file, text, pointer);
      const fault = {
        rule: rule.id,
        severity,
        blocks: blocking.includes(severity),
        ...place,
        message,
        fix,
      };
      const docs = explainedAt(rule.id);
      const known = operations.length > 0 && operations.length <= namedOperations;
      return {
        ...fault,
        ...(known && { operations: [...operations] }),
        docs,
        fingerprint: fingerprintOf(fault, exactly),
        status: 'new',
      };
    });
}

function listed(remarks: Iterable<Remark>): Remark[] {
  const list: Remark[] = [];
  for (const remark of remarks) {
    if (list.length === listedPerRule - 1) {
      const message = `${remark.message} Only the first ${listedPerRule} of these changes are listed.`;
      return [...list, { ...remark, message }];
    }
    list.push(remark);
  }
  return list;
}

/** Where the value at a pointer starts; where it is missing, what should hold it. */
function placeOf(file: string, text: JsonText | null, pointer: string): Place {
  for (let segments = pointerSegments(pointer) ?? []; ; segments = segments.slice(0, -1)) {
    const position = text?.locate(pointerTo('', ...segments)) ?? null;
    if (position !== null || segments.length === 0) {
      return { file, line: position?.line ?? null, column: position?.column ?? null, pointer };
    }
  }
}
