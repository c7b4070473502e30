import { archiveLimits } from '../limits.js';
import type { Remark } from '../remark.js';
import { viewOf } from './bytes.js';
import { signatures, sizes } from './end-record.js';
import type { EndRecord } from './end-record.js';

/** One entry as the archive's directory describes it. */
export interface Entry {
  /** As decoded; a folder's ends with `/`. Never used as a path. */
  readonly name: string;
  readonly nameBytes: Uint8Array;
  /** General purpose bits. */
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly attributes: number;
  /** Offset of the header in front of the entry's bytes. */
  readonly localAt: number;
}

/** General purpose bits (APPNOTE 4.4.4). */
export const flagBits = {
  encrypted: 0x1,
  descriptor: 0x8,
  strongEncryption: 0x40,
  utf8: 0x800,
  masked: 0x2000,
} as const;

const extraIds = { zip64: 0x0001, strongEncryption: 0x0017, unicodePath: 0x7075, aes: 0x9901 } as const;

/** All entries of the archive's directory; null when it cannot be walked to its end. */
export function readDirectory(bytes: Uint8Array, end: EndRecord, remarks: Remark[]): Entry[] | null {
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  const broken = (message: string) => {
    remarks.push({ rule: 'archive-malformed', file: null, message });
    return null;
  };
  let at = end.directoryAt;
  while (at < end.directoryEnd) {
    const fits = at + sizes.central <= end.directoryEnd && view.getUint32(at, true) === signatures.central;
    const next = fits ? at + sizes.central + variableLength(view, at) : Infinity;
    if (next > end.directoryEnd) return broken(`Entry ${entries.length + 1} of the archive’s directory is cut off.`);
    if (entries.length === archiveLimits.entries) {
      const message = `The archive has more than ${archiveLimits.entries} entries.`;
      remarks.push({ rule: 'archive-too-many-entries', file: null, message });
      return null;
    }
    entries.push(readEntry(bytes, view, at, end.shift, remarks));
    at = next;
  }
  if (entries.length !== end.entryCount) {
    return broken(`The archive says it has ${end.entryCount} entries; its directory has ${entries.length}.`);
  }
  return entries;
}

/** Judges an extra field (APPNOTE 4.5), of the directory or of a local header. */
export function judgeExtra(extra: Uint8Array, file: string, remarks: Remark[]): void {
  const view = viewOf(extra);
  for (let at = 0; at < extra.length;) {
    const length = at + 4 <= extra.length ? view.getUint16(at + 2, true) : Infinity;
    if (at + 4 + length > extra.length) {
      remarks.push({ rule: 'archive-malformed', file, message: 'The entry’s extra field is cut off.' });
      return;
    }
    const id = view.getUint16(at, true);
    if (id === extraIds.zip64) {
      remarks.push({ rule: 'archive-zip64', file, message: 'The entry carries ZIP64 sizes.' });
    } else if (id === extraIds.unicodePath) {
      const message = 'The entry carries a second name in extra field 0x7075.';
      remarks.push({ rule: 'archive-name-unicode-extra', file, message });
    } else if (id === extraIds.aes || id === extraIds.strongEncryption) {
      remarks.push({ rule: 'archive-encrypted', file, message: 'The entry is marked as encrypted.' });
    }
    at += 4 + length;
  }
}

function variableLength(view: DataView, at: number): number {
  return view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, shift: number, remarks: Remark[]): Entry {
  const nameEnd = at + sizes.central + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const commentLength = view.getUint16(at + 32, true);
  const nameBytes = bytes.subarray(at + sizes.central, nameEnd);
  const flags = view.getUint16(at + 8, true);
  const name = decodeName(nameBytes, flags, remarks);
  judgeExtra(bytes.subarray(nameEnd, extraEnd), name, remarks);
  if (commentLength > 0) {
    remarks.push({
      rule: 'archive-comment',
      file: name,
      message: `The entry carries a comment of ${commentLength} bytes.`,
    });
  }
  if (view.getUint16(at + 34, true) !== 0) {
    remarks.push({
      rule: 'archive-malformed',
      file: name,
      message: 'The entry is said to be in another part of the archive.',
    });
  }
  return {
    name,
    nameBytes,
    flags,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    attributes: view.getUint32(at + 38, true),
    localAt: view.getUint32(at + 42, true) + shift,
  };
}

/** ASCII is the same in every encoding a zip may use; anything else has to be UTF-8 and say so. */
function decodeName(nameBytes: Uint8Array, flags: number, remarks: Remark[]): string {
  const name = new TextDecoder('utf-8').decode(nameBytes);
  if (nameBytes.every(byte => byte < 0x80)) return name;
  const valid = Buffer.from(name).equals(nameBytes);
  if (!valid)
    remarks.push({ rule: 'archive-name-encoding', file: name, message: 'The entry’s name is not valid UTF-8.' });
  else if ((flags & flagBits.utf8) === 0) {
    const message = 'The entry’s name has letters beyond ASCII, and the archive does not say that they are UTF-8.';
    remarks.push({ rule: 'archive-name-encoding', file: name, message });
  }
  return name;
}
