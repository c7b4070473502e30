import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface FileToStore {
  /** Path in the archive, with `/` between names. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16: signatures and sizes of the three records that such a zip has. */
const local = { signature: 0x04034b50, size: 30 } as const;
const central = { signature: 0x02014b50, size: 46 } as const;
const end = { signature: 0x06054b50, size: 22 } as const;

/** Version 2.0 of the format, made on UNIX; names are UTF-8 (general purpose bit 11); 1980-01-01 as MS-DOS writes a day. */
const neededVersion = 20;
const madeOnUnix = 0x0300 | neededVersion;
const utf8Names = 0x800;
const packedOn = 0x0021;
/** A plain file that its owner may write and everybody read, in the upper half of the external attributes. */
const plainFile = 0o100644 * 0x10000;

/**
 * A zip of these files as they are, without compression: every file has the same time and mode, so that equal files give equal
 * bytes. Takes less than 65,536 files and 4 GiB, and keeps their order. Made in one piece: a general packer spends more on its
 * streams than on the bytes of a small folder.
 */
export function storedZip(files: readonly FileToStore[]): Uint8Array {
  const named = files.map(({ name, content }) => ({ name: Buffer.from(name), content, checksum: crc32(content) }));
  const bodies = named.reduce((sum, { name, content }) => sum + local.size + name.length + content.length, 0);
  const directory = named.reduce((sum, { name }) => sum + central.size + name.length, 0);
  const zip = Buffer.alloc(bodies + directory + end.size);

  let bodyAt = 0;
  let entryAt = bodies;
  for (const { name, content, checksum } of named) {
    zip.writeUInt32LE(local.signature, bodyAt);
    writeFacts(zip, bodyAt + 4, { name, content, checksum });
    zip.writeUInt32LE(central.signature, entryAt);
    zip.writeUInt16LE(madeOnUnix, entryAt + 4);
    writeFacts(zip, entryAt + 6, { name, content, checksum });
    zip.writeUInt32LE(plainFile, entryAt + 38);
    zip.writeUInt32LE(bodyAt, entryAt + 42);
    zip.set(name, bodyAt + local.size);
    zip.set(content, bodyAt + local.size + name.length);
    zip.set(name, entryAt + central.size);
    bodyAt += local.size + name.length + content.length;
    entryAt += central.size + name.length;
  }

  zip.writeUInt32LE(end.signature, entryAt);
  zip.writeUInt16LE(files.length, entryAt + 8);
  zip.writeUInt16LE(files.length, entryAt + 10);
  zip.writeUInt32LE(directory, entryAt + 12);
  zip.writeUInt32LE(bodies, entryAt + 16);
  return zip;
}

/** What the header in front of a file and its entry in the directory both say, in the same order. What is not written is 0. */
function writeFacts(
  zip: Buffer,
  at: number,
  { name, content, checksum }: { readonly name: Buffer; readonly content: Uint8Array; readonly checksum: number },
): void {
  zip.writeUInt16LE(neededVersion, at);
  zip.writeUInt16LE(utf8Names, at + 2);
  zip.writeUInt16LE(packedOn, at + 8);
  zip.writeUInt32LE(checksum, at + 10);
  zip.writeUInt32LE(content.length, at + 14);
  zip.writeUInt32LE(content.length, at + 18);
  zip.writeUInt16LE(name.length, at + 22);
}
