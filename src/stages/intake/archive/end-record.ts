import type { Remark } from '../remark.js';
import { archiveLimits } from '../limits.js';
import { findSignature, viewOf } from './bytes.js';

/** Signatures and sizes of the zip format (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16). */
export const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  zip64Locator: 0x07064b50,
  descriptor: 0x08074b50,
} as const;
export const sizes = { local: 30, central: 46, end: 22, zip64Locator: 20 } as const;

/** Where the archive's directory stands. */
export interface EndRecord {
  /** Offset of the record itself. */
  readonly at: number;
  readonly entryCount: number;
  readonly directoryAt: number;
  readonly directoryEnd: number;
  /** What to add to the offsets that the archive names: the length of what was put in front of it. */
  readonly shift: number;
}

/** Reads the record at an archive's end, which says where its directory is. Null when nothing further can be read. */
export function readEndRecord(bytes: Uint8Array, remarks: Remark[]): EndRecord | null {
  const say = (rule: Remark['rule'], message: string) => void remarks.push({ rule, file: null, message });
  const view = viewOf(bytes);
  const at = findEnd(bytes, view);
  if (at === null) {
    if (findSignature(bytes, signatures.local, 1)[0] === 0 || findSignature(bytes, signatures.end, 1).length > 0) {
      say('archive-truncated', 'The archive ends before its directory is complete.');
    } else say('archive-not-a-zip', 'The upload does not have the structure of a zip archive.');
    return null;
  }

  const commentLength = view.getUint16(at + 20, true);
  const after = bytes.length - (at + sizes.end);
  if (commentLength > after) {
    say('archive-truncated', `The archive’s comment has ${commentLength} bytes; only ${after} are there.`);
  } else if (commentLength > 0) say('archive-comment', `The archive carries a comment of ${commentLength} bytes.`);
  if (after > commentLength) {
    say('archive-foreign-bytes', `${after - commentLength} bytes follow after the end of the archive.`);
  }

  const counts = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)] as const;
  const length = view.getUint32(at + 12, true);
  const offset = view.getUint32(at + 16, true);
  if (isZip64(view, at) || offset === 0xffffffff || length === 0xffffffff) {
    say('archive-zip64', 'The archive has a ZIP64 end record.');
    return null;
  }
  if (counts[0] !== counts[1] || view.getUint32(at + 4, true) !== 0) {
    say('archive-malformed', 'The archive says that it is one part of several.');
    return null;
  }
  if (counts[1] === 0) {
    say('archive-no-entries', 'The archive’s directory is empty.');
    return null;
  }
  if (counts[1] > archiveLimits.entries) {
    say('archive-too-many-entries', `The archive has ${counts[1]} entries; at most ${archiveLimits.entries} are read.`);
    return null;
  }

  const shift = shiftOf(view, at, offset, length);
  if (shift === null) {
    say('archive-malformed', 'The archive’s directory is not where its end record says.');
    return null;
  }
  const directoryEnd = offset + shift + length;
  if (shift > 0) say('archive-foreign-bytes', `${shift} bytes stand in front of the archive.`);
  else if (directoryEnd < at) {
    say('archive-foreign-bytes', `${at - directoryEnd} bytes stand between the directory and the end record.`);
  }
  return { at, entryCount: counts[1], directoryAt: offset + shift, directoryEnd, shift };
}

/** The record that fits the file's end exactly; else the last one there is room for. */
function findEnd(bytes: Uint8Array, view: DataView): number | null {
  const last = bytes.length - sizes.end;
  for (let at = last; at >= 0 && at >= last - 0xffff; at -= 1) {
    if (view.getUint32(at, true) !== signatures.end) continue;
    if (at + sizes.end + view.getUint16(at + 20, true) === bytes.length) return at;
  }
  return findSignature(bytes, signatures.end, Infinity).findLast(at => at <= last) ?? null;
}

function isZip64(view: DataView, at: number): boolean {
  const locatorAt = at - sizes.zip64Locator;
  return locatorAt >= 0 && view.getUint32(locatorAt, true) === signatures.zip64Locator;
}

/** 0 when the directory is where the record says; more when it is, once counted back from the record; null when it is not. */
function shiftOf(view: DataView, at: number, offset: number, length: number): number | null {
  const isDirectory = (place: number) =>
    place + length <= at && place + 4 <= view.byteLength && view.getUint32(place, true) === signatures.central;
  if (isDirectory(offset)) return 0;
  const shift = at - length - offset;
  return shift > 0 && isDirectory(offset + shift) ? shift : null;
}
