import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Remark } from '../remark.js';
import type { Entry } from './directory.js';

/** Options that make yauzl as strict as it can be: no repaired names, sizes enforced while reading. */
const strict = {
  lazyEntries: true,
  autoClose: false,
  decodeStrings: true,
  strictFileNames: true,
  validateEntrySizes: true,
} as const;

/**
 * Unpacks the wanted entries in memory. A second reader, yauzl, has to see exactly the entries that the inspection saw. What goes
 * wrong on the way is a fault of the archive: it is remarked, whatever it was. Gives the bytes by entry.
 */
export async function extractEntries(
  bytes: Uint8Array,
  entries: readonly Entry[],
  wanted: ReadonlySet<Entry>,
  remarks: Remark[],
): Promise<Map<Entry, Uint8Array>> {
  const contents = new Map<Entry, Uint8Array>();
  let at: Entry | undefined;
  try {
    const archive = await openArchive(bytes);
    const second = await listEntries(archive);
    if (second.length !== entries.length) throw new Error(`another reader finds ${second.length} entries`);
    for (const [index, entry] of entries.entries()) {
      at = entry;
      const other = second[index];
      if (!other || !sees(other, entry)) throw new Error('another reader sees this entry differently');
      if (!wanted.has(entry)) continue;
      const content = await readContent(await openContent(archive, other), entry.size);
      if (crc32(content) === entry.checksum) contents.set(entry, content);
      else {
        const message = 'The file’s content does not match its checksum.';
        remarks.push({ rule: 'archive-checksum', file: entry.name, message });
      }
    }
  } catch (error) {
    // The archive was judged sound before; what a reader still stumbles over lies in the compressed bytes.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The archive cannot be unpacked: ${reason}.`;
    remarks.push({ rule: 'archive-malformed', file: at?.name ?? null, message });
  }
  return contents;
}

function openArchive(bytes: Uint8Array): Promise<yauzl.ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(buffer, strict, (error, archive) => (error ? reject(error) : resolve(archive)));
  });
}

async function listEntries(archive: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  archive.on('entry', (entry: yauzl.Entry) => {
    entries.push(entry);
    archive.readEntry();
  });
  const ended = once(archive, 'end');
  archive.readEntry();
  await ended;
  return entries;
}

function sees(other: yauzl.Entry, { name, size, packedSize, method, checksum, localAt }: Entry): boolean {
  return (
    other.fileName === name &&
    other.uncompressedSize === size &&
    other.compressedSize === packedSize &&
    other.compressionMethod === method &&
    other.crc32 === checksum &&
    other.relativeOffsetOfLocalHeader === localAt
  );
}

function openContent(archive: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/** Reads exactly the size that was declared; one byte more ends it, whatever the reader promises. */
async function readContent(stream: Readable, size: number): Promise<Uint8Array> {
  const content = Buffer.alloc(size);
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (length + chunk.length > size) throw new Error('an entry unpacks to more than it declares');
    chunk.copy(content, length);
    length += chunk.length;
  }
  if (length !== size) throw new Error('an entry unpacks to less than it declares');
  return content;
}
