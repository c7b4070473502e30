import { packageFileNames } from '../../../core/package.js';
import { archiveLimits } from '../limits.js';
import type { Remark } from '../remark.js';
import { flagBits } from './directory.js';
import type { Entry } from './directory.js';

/** The type bits of a UNIX mode, kept in the upper half of the external attributes; 0 where the packer wrote none. */
const modes = { none: 0, file: 0x8000, folder: 0x4000, link: 0xa000 } as const;
/** MS-DOS attribute of a folder. */
const dosFolder = 0x10;

const methods = { stored: 0, deflated: 8 } as const;

/** Compression methods by name, for messages (APPNOTE 4.4.5). */
const methodNames: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};

/** Says what an entry is that it must not be: a link, a device, encrypted, oddly compressed, or a bomb. */
export function judgeKind(entry: Entry, remarks: Remark[]): void {
  const say = (rule: Remark['rule'], message: string) => void remarks.push({ rule, file: entry.name, message });
  judgeType(entry, say);
  const { flags, method, packedSize, size } = entry;
  const encrypted = (flags & (flagBits.encrypted | flagBits.strongEncryption | flagBits.masked)) !== 0 || method === 99;
  if (encrypted) say('archive-encrypted', 'The entry is encrypted.');
  else if (method !== methods.stored && method !== methods.deflated) {
    say('archive-method', `The entry is compressed by ${methodNames[method] ?? 'an unusual'} method (${method}).`);
  }
  if (packedSize === 0xffffffff || size === 0xffffffff || entry.localAt >= 0xffffffff) {
    return say('archive-zip64', 'The entry’s sizes are said to be in a ZIP64 field.');
  }
  if (method === methods.stored && !encrypted && packedSize !== size) {
    say(
      'archive-malformed',
      `The entry is stored without compression, yet its sizes differ: ${packedSize} and ${size}.`,
    );
  }
  if (size > archiveLimits.ratioFloorBytes && size > archiveLimits.ratio * packedSize) {
    say(
      'archive-ratio',
      `The entry unpacks from ${packedSize} to ${size} bytes, more than ${archiveLimits.ratio} to 1.`,
    );
  }
}

function judgeType(
  { name, attributes, size, packedSize }: Entry,
  say: (rule: Remark['rule'], message: string) => void,
): void {
  const mode = (attributes >>> 16) & 0xf000;
  const isFolder = name.endsWith('/');
  if (mode === modes.link) return say('archive-symlink', 'The entry is a symbolic link.');
  if (mode !== modes.none && mode !== modes.file && mode !== modes.folder) {
    return say('archive-special-file', `The entry is neither a file nor a folder (mode 0${mode.toString(8)}).`);
  }
  if (!isFolder) {
    if (mode === modes.folder || (attributes & dosFolder) !== 0) {
      say('archive-directory-named-as-file', 'The entry has the name of a file and is marked as a folder.');
    }
    return;
  }
  if (Object.values<string>(packageFileNames).includes(name.slice(0, -1))) {
    say('archive-directory-named-as-file', `\`${name.slice(0, -1)}\` is a folder here; it has to be a file.`);
  }
  // An empty deflate stream takes two bytes; some packers write one for folders.
  if (size > 0 || packedSize > 2 || mode === modes.file)
    say('archive-malformed', 'The entry is a folder with content.');
}
