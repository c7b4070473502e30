import type { Remark } from '../remark.js';
import { viewOf } from './bytes.js';
import { flagBits, judgeExtra } from './directory.js';
import type { Entry } from './directory.js';
import { signatures, sizes } from './end-record.js';

/** The bytes of an archive that belong to one entry: header, data and what follows the data. */
export interface Extent {
  readonly entry: Entry;
  readonly start: number;
  readonly dataStart: number;
  readonly dataEnd: number;
  readonly end: number;
}

/** Bits that change how an entry is read; the others only describe how it was packed. */
const meaningfulFlags =
  flagBits.encrypted | flagBits.descriptor | flagBits.strongEncryption | flagBits.utf8 | flagBits.masked;

/**
 * Holds the header in front of an entry, and the record behind it, against the directory: a reader that streams believes the
 * former, one that seeks the latter. `limit` is where the directory begins. Null when there is no header.
 */
export function readLocalHeader(bytes: Uint8Array, entry: Entry, limit: number, remarks: Remark[]): Extent | null {
  const say = (rule: Remark['rule'], message: string) => void remarks.push({ rule, file: entry.name, message });
  const view = viewOf(bytes);
  const start = entry.localAt;
  if (start + sizes.local > limit || view.getUint32(start, true) !== signatures.local) {
    say('archive-malformed', 'The entry’s header is not where the directory says.');
    return null;
  }
  const nameEnd = start + sizes.local + view.getUint16(start + 26, true);
  const dataStart = nameEnd + view.getUint16(start + 28, true);
  const dataEnd = dataStart + entry.packedSize;
  if (dataEnd > limit) {
    say('archive-malformed', 'The entry’s data reach beyond the archive’s files.');
    return null;
  }
  const differing = differences(view, start, entry, bytes.subarray(start + sizes.local, nameEnd));
  if (differing.length > 0) {
    say('archive-header-mismatch', `Header and directory disagree on the entry’s ${differing.join(', ')}.`);
  }
  judgeExtra(bytes.subarray(nameEnd, dataStart), entry.name, remarks);
  if ((entry.flags & flagBits.descriptor) === 0) return { entry, start, dataStart, dataEnd, end: dataEnd };
  const length = descriptorLength(view, dataEnd, limit);
  if (!agrees(view, dataEnd + length - 12, limit, entry)) {
    say(
      'archive-data-descriptor',
      'The record behind the entry’s data does not repeat the sizes and checksum of the directory.',
    );
  }
  return { entry, start, dataStart, dataEnd, end: Math.min(dataEnd + length, limit) };
}

function differences(view: DataView, start: number, entry: Entry, nameBytes: Uint8Array): string[] {
  const differing: string[] = [];
  if (!Buffer.from(nameBytes).equals(entry.nameBytes)) differing.push('name');
  if (((view.getUint16(start + 6, true) ^ entry.flags) & meaningfulFlags) !== 0) differing.push('flags');
  if (view.getUint16(start + 8, true) !== entry.method) differing.push('method');
  // With a descriptor behind the data, the header may leave these at 0.
  const mayBeZero = (entry.flags & flagBits.descriptor) !== 0;
  const numbers = [
    ['checksum', view.getUint32(start + 14, true), entry.checksum],
    ['packed size', view.getUint32(start + 18, true), entry.packedSize],
    ['size', view.getUint32(start + 22, true), entry.size],
  ] as const;
  for (const [what, local, central] of numbers) {
    if (local !== central && !(mayBeZero && local === 0)) differing.push(what);
  }
  return differing;
}

/** Bytes of the data descriptor: its signature is optional. */
function descriptorLength(view: DataView, at: number, limit: number): number {
  return at + 4 <= limit && view.getUint32(at, true) === signatures.descriptor ? 16 : 12;
}

function agrees(view: DataView, at: number, limit: number, { checksum, packedSize, size }: Entry): boolean {
  return (
    at + 12 <= limit &&
    view.getUint32(at, true) === checksum &&
    view.getUint32(at + 4, true) === packedSize &&
    view.getUint32(at + 8, true) === size
  );
}
