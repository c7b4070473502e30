import { createHash } from 'node:crypto';
import { fingerprintSource } from '../../core/finding.js';
import type { Finding, Severity } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { Operation } from '../../runtime/definition.js';
import type { OwnCollectionFault } from './own-collections/fault.js';
import { testValuesPath } from './test-values.js';
import type { TestValuesFault } from './test-values.js';

/** What a functional check found, before it has a place in the text. The pointer leads into the definition. */
export interface FunctionalFault {
  readonly rule: string;
  readonly severity: Extract<Severity, 'error' | 'warning' | 'info'>;
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

/** Makes findings of faults: file, line, column, and the fingerprint by which the next revision is compared. */
export function findingsOf(
  faults: readonly FunctionalFault[],
  json: JsonText,
  operations: readonly Operation[],
): Finding[] {
  const operationAt = (pointer: string): string | null => {
    const operation = operations.find(({ pointer: at }) => pointer === at || pointer.startsWith(`${at}/`));
    return operation ? operation.operationId + pointer.slice(operation.pointer.length) : null;
  };
  return faults.map(({ rule, severity, pointer, message, fix }) => {
    const place = json.locateKey(pointer) ?? json.locate(pointer);
    const fault = {
      rule,
      severity,
      blocks: severity === 'error',
      message,
      fix,
      file: packageFileNames.definition,
      line: place?.line ?? null,
      column: place?.column ?? null,
      pointer,
    };
    return complete(fault, fingerprintSource(fault, operationAt));
  });
}

/** Findings about tests/values.json. */
export function testValuesFindings(faults: readonly TestValuesFault[]): Finding[] {
  return faults.map(({ pointer, line, column, message, fix }) => {
    const severity = 'error' as const;
    const fault = {
      rule: 'functional-test-values',
      severity,
      blocks: true,
      message,
      fix,
      file: testValuesPath,
      line,
      column,
      pointer,
    };
    return complete(
      fault,
      fingerprintSource(fault, () => null),
    );
  });
}

/** Findings about the submitter's own collections. */
export function ownCollectionFindings(faults: readonly OwnCollectionFault[]): Finding[] {
  return faults.map(fault => {
    const placed = { ...fault, blocks: fault.severity === 'error' };
    const source = fingerprintSource(placed, () => null);
    return { ...complete(placed, source), docs: `reference/own-collections.md#${fault.rule}` };
  });
}

function complete(fault: Omit<Finding, 'docs' | 'fingerprint' | 'status'>, source: string): Finding {
  return {
    ...fault,
    docs: `reference/functional-checks.md#${fault.rule}`,
    fingerprint: createHash('sha256').update(source).digest('hex'),
    status: 'new',
  };
}
