import { isObject, own } from '../../../core/json-value.js';
import { problem } from '../../../core/problems.js';
import type { Problem } from '../../../core/problems.js';
import { textOfBody } from '../answer.js';
import { recordKind, recordVersion, sealOf } from '../record.js';
import { storedRecord } from './stored-record.js';
import type { StoredRecord } from './stored-record.js';

/** Bytes of evidence that are read. A run keeps at most some 100 MB of answers, each of its three parts and each own collection a third of it. */
export const mostEvidenceBytes = 268_435_456;

/** Faults of form that one message names. */
const mostNamed = 3;

/**
 * Reads the record of a functional test, whoever handed it in. Throws `evidence-unreadable` when it is none, is cut off, damaged or edited
 * without a new seal, and `evidence-version-unknown` when another version of Assay wrote it in another form.
 */
export function readRecord(bytes: Uint8Array): StoredRecord {
  if (bytes.length > mostEvidenceBytes) {
    throw unreadable(`It has more than ${mostEvidenceBytes / 1_048_576} MiB, which no record has.`);
  }
  const value = parsed(bytes);
  if (!isObject(value) || own(value, 'kind') !== recordKind) {
    throw unreadable('It is JSON, but not the record of a functional test.');
  }
  const version = own(value, 'version');
  if (version !== recordVersion) {
    throw problem('evidence-version-unknown', { version: shownVersion(version), expected: recordVersion });
  }
  const { seal, ...sealed } = value;
  if (typeof seal !== 'string' || seal !== sealWithin(sealed)) {
    throw unreadable('Its seal is not that of what it holds: it was damaged, or changed after it was made.');
  }
  const read = storedRecord.safeParse(sealed);
  if (read.success) return read.data;
  const faults = read.error.issues.slice(0, mostNamed).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw unreadable(`It has not the form of a record: ${faults.join('; ')}.`, read.error);
}

function sealWithin(record: object): string | null {
  try {
    return sealOf(record);
  } catch (error) {
    // Nested deeper than the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function parsed(bytes: Uint8Array): unknown {
  const text = textOfBody(bytes);
  if (text === null) throw unreadable('It is no UTF-8 text.');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable('It is no JSON, or it ends too early.', error);
    throw error;
  }
}

function unreadable(reason: string, cause?: unknown): Problem {
  return problem('evidence-unreadable', { reason }, cause);
}

function shownVersion(version: unknown): string | number {
  return typeof version === 'number' ? version : 'none';
}
