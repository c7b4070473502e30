import { crc32, deflateRawSync } from 'node:zlib';

/** What a record of the archive may say instead of the truth. */
export interface Claims {
  name?: string | Uint8Array;
  flags?: number;
  method?: number;
  checksum?: number;
  packedSize?: number;
  size?: number;
  extra?: Uint8Array;
}

/** One entry: its content, and where its records lie about it. */
export interface EntryPlan extends Claims {
  name: string | Uint8Array;
  content?: string | Uint8Array;
  /** The packed bytes themselves; otherwise they are made of the content. */
  packed?: Uint8Array;
  comment?: string;
  /** UNIX mode, type bits included. */
  mode?: number;
  /** Claims of the header in front of the data, where they differ. */
  local?: Claims;
  /** Writes a data descriptor, with these claims where they differ, and leaves the local sizes at 0. */
  descriptor?: Claims & { signature?: boolean };
  /** Names another place of the archive as this entry's header, and writes no header or data. */
  sharedWith?: number;
  /** MS-DOS time and date. */
  time?: number;
}

export interface ArchivePlan {
  prefix?: Uint8Array;
  /** Counts the prefix into the offsets, as a self-extracting archive does. */
  adjusted?: boolean;
  suffix?: Uint8Array;
  comment?: string;
  /** Between the last entry and the directory. */
  gap?: Uint8Array;
  /** Between the directory and the end record. */
  beforeEnd?: Uint8Array;
  count?: number;
  directoryOffset?: number;
  directoryLength?: number;
}

const utf8Flag = 0x800;
const descriptorFlag = 0x8;

/** Writes a zip archive byte by byte, so that any of its records can lie. Without claims the archive is faultless. */
export function buildZip(entries: readonly EntryPlan[], plan: ArchivePlan = {}): Uint8Array {
  const prefix = Buffer.from(plan.prefix ?? []);
  const shift = plan.adjusted ? 0 : prefix.length;
  const body: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = prefix.length;
  for (const entry of entries) {
    const central = truthOf(entry);
    const offset = entry.sharedWith === undefined ? at : (offsets[entry.sharedWith] ?? 0) + shift;
    offsets.push(offset - shift);
    if (entry.sharedWith === undefined) {
      const parts = [localHeader(entry, central), central.data, descriptorOf(entry, central)];
      body.push(...parts);
      at += parts.reduce((sum, part) => sum + part.length, 0);
    }
    directory.push(centralHeader(entry, central, offset - shift));
  }
  const gap = Buffer.from(plan.gap ?? []);
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(plan.count ?? entries.length, 8);
  end.writeUInt16LE(plan.count ?? entries.length, 10);
  end.writeUInt32LE(plan.directoryLength ?? directoryBytes.length, 12);
  end.writeUInt32LE(plan.directoryOffset ?? at + gap.length - shift, 16);
  const comment = Buffer.from(plan.comment ?? '');
  end.writeUInt16LE(comment.length, 20);
  const beforeEnd = Buffer.from(plan.beforeEnd ?? []);
  return Buffer.concat([...body, gap, directoryBytes, beforeEnd, end, comment, Buffer.from(plan.suffix ?? [])]);
}

/** An extra field: its id and its bytes. */
export function extraField(id: number, bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Truth {
  name: Buffer;
  data: Buffer;
  flags: number;
  method: number;
  checksum: number;
  size: number;
}

function truthOf(entry: EntryPlan): Truth {
  const name = Buffer.from(entry.name);
  const content = Buffer.from(entry.content ?? '');
  const method = entry.method ?? 8;
  const data = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(content) : content));
  const ascii = name.every(byte => byte < 0x80);
  const flags = entry.flags ?? (ascii ? 0 : utf8Flag) | (entry.descriptor ? descriptorFlag : 0);
  return { name, data, flags, method, checksum: crc32(content), size: content.length };
}

function localHeader(entry: EntryPlan, truth: Truth): Buffer {
  const local = entry.local ?? {};
  const name = local.name === undefined ? truth.name : Buffer.from(local.name);
  const extra = Buffer.from(local.extra ?? entry.extra ?? []);
  const header = Buffer.alloc(30);
  const known = entry.descriptor === undefined;
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(local.flags ?? truth.flags, 6);
  header.writeUInt16LE(local.method ?? truth.method, 8);
  header.writeUInt32LE(entry.time ?? 0x00210000, 10);
  header.writeUInt32LE(local.checksum ?? (known ? (entry.checksum ?? truth.checksum) : 0), 14);
  header.writeUInt32LE(local.packedSize ?? (known ? (entry.packedSize ?? truth.data.length) : 0), 18);
  header.writeUInt32LE(local.size ?? (known ? (entry.size ?? truth.size) : 0), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function descriptorOf({ descriptor }: EntryPlan, truth: Truth): Buffer {
  if (!descriptor) return Buffer.alloc(0);
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(descriptor.checksum ?? truth.checksum, 4);
  record.writeUInt32LE(descriptor.packedSize ?? truth.data.length, 8);
  record.writeUInt32LE(descriptor.size ?? truth.size, 12);
  return descriptor.signature === false ? record.subarray(4) : record;
}

function centralHeader(entry: EntryPlan, truth: Truth, offset: number): Buffer {
  const extra = Buffer.from(entry.extra ?? []);
  const comment = Buffer.from(entry.comment ?? '');
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(truth.flags, 8);
  header.writeUInt16LE(truth.method, 10);
  header.writeUInt32LE(entry.time ?? 0x00210000, 12);
  header.writeUInt32LE(entry.checksum ?? truth.checksum, 16);
  header.writeUInt32LE(entry.packedSize ?? truth.data.length, 20);
  header.writeUInt32LE(entry.size ?? truth.size, 24);
  header.writeUInt16LE(truth.name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, truth.name, extra, comment]);
}
