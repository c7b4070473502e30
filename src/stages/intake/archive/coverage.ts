import type { Remark } from '../remark.js';
import { findSignature } from './bytes.js';
import type { EndRecord } from './end-record.js';
import { signatures } from './end-record.js';
import type { Extent } from './local-headers.js';

/** End records that are looked at; an archive with more is refused for the first of them. */
const endRecordsSeen = 100;

/**
 * Every byte of an archive belongs to exactly one of its records. `complete` says whether the extents of all entries are known;
 * otherwise gaps prove nothing.
 */
export function judgeCoverage(
  bytes: Uint8Array,
  end: EndRecord,
  extents: readonly Extent[],
  complete: boolean,
  remarks: Remark[],
): void {
  let covered = end.shift;
  for (const { entry, start, end: after } of [...extents].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < covered) {
      remarks.push({
        rule: 'archive-overlap',
        file: entry.name,
        message: 'The entry’s bytes are also another entry’s.',
      });
    } else if (complete && start > covered) {
      const message = `${start - covered} bytes in front of this entry belong to no entry.`;
      remarks.push({ rule: 'archive-foreign-bytes', file: entry.name, message });
    }
    covered = Math.max(covered, after);
  }
  if (complete && covered < end.directoryAt) {
    const message = `${end.directoryAt - covered} bytes in front of the archive’s directory belong to no entry.`;
    remarks.push({ rule: 'archive-foreign-bytes', file: null, message });
  }
  const isContent = (at: number) => extents.some(({ dataStart, dataEnd }) => at >= dataStart && at < dataEnd);
  const others = findSignature(bytes, signatures.end, endRecordsSeen).filter(at => at !== end.at && !isContent(at));
  if (others.length > 0) {
    remarks.push({
      rule: 'archive-two-ends',
      file: null,
      message: `The archive has ${others.length + 1} end records.`,
    });
  }
}
