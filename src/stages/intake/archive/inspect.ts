import { archiveLimits } from '../limits.js';
import type { Remark } from '../remark.js';
import { judgeCoverage } from './coverage.js';
import { readDirectory } from './directory.js';
import type { Entry } from './directory.js';
import { readEndRecord } from './end-record.js';
import { judgeKind } from './entry-kind.js';
import { readLocalHeader } from './local-headers.js';
import type { Extent } from './local-headers.js';
import { judgeCollisions, judgeName } from './names.js';

/** What an archive holds and what speaks against unpacking it; empty remarks mean that every reader sees the same files. */
export interface Inspection {
  readonly entries: readonly Entry[];
  readonly remarks: readonly Remark[];
}

/**
 * Judges a zip archive by its own bytes, before anything is unpacked: every record against every other, and every byte accounted
 * for. All that is wrong is reported at once, as far as the archive can be read.
 */
export function inspectArchive(bytes: Uint8Array): Inspection {
  const remarks: Remark[] = [];
  if (bytes.length === 0) {
    return { entries: [], remarks: [{ rule: 'archive-empty', file: null, message: 'The upload is empty.' }] };
  }
  if (bytes.length > archiveLimits.uploadBytes) {
    const message = `The upload has ${bytes.length} bytes; at most ${archiveLimits.uploadBytes} are read.`;
    return { entries: [], remarks: [{ rule: 'archive-too-large', file: null, message }] };
  }
  const end = readEndRecord(bytes, remarks);
  const entries = end === null ? null : readDirectory(bytes, end, remarks);
  if (end === null || entries === null) return { entries: [], remarks };

  const extents: Extent[] = [];
  for (const entry of entries) {
    judgeName(entry, remarks);
    judgeKind(entry, remarks);
    const extent = readLocalHeader(bytes, entry, end.directoryAt, remarks);
    if (extent) extents.push(extent);
  }
  judgeCollisions(entries, remarks);
  judgeCoverage(bytes, end, extents, extents.length === entries.length, remarks);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > archiveLimits.unpackedBytes) {
    const message = `The files have ${total} bytes together; at most ${archiveLimits.unpackedBytes} are unpacked.`;
    remarks.push({ rule: 'archive-too-large-unpacked', file: null, message });
  }
  return { entries, remarks };
}
