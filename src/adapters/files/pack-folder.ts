import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { problem } from '../../core/problems.js';
import { codeOf } from './error-code.js';
import { storedZip } from './stored-zip.js';
import type { FileToStore } from './stored-zip.js';

/**
 * Left out of every package without a word: what editors, systems and git keep beside an author's files, and nobody means to
 * hand in. Everything else in the folder is packed, and intake says what it thinks of it.
 */
const ignored = /^(?:\.git|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.vscode|\.idea|.*~|\..*\.sw[a-p])$/i;

/** Far more than a package may hold (intake says exactly how much); it keeps a mistaken folder from being read whole. */
const mostFiles = 500;
const mostBytes = 64 * 1024 * 1024;

/**
 * The same time for every file, so that the same files make the same bytes. It is made of local parts, because a zip keeps local
 * time: every time zone writes the same.
 */
const packedAt = new Date(1980, 0, 1);
const packing = { mtime: packedAt, mode: 0o100644, forceDosTimestamp: true, compress: true } as const;

/**
 * Folders up to this size are packed without compression: a check would spend more on packing and unpacking than on most rules.
 * It is far below what intake allows of an upload and of one file, so that it changes no verdict.
 */
const storedBytes = 1024 * 1024;

/**
 * Packs a connector's folder into a zip: sorted, with fixed times and modes, so that equal folders give equal bytes. Links are
 * never followed. Reads synchronously: a command has nothing else to do meanwhile. Throws `path-not-found`, `path-not-readable`, `path-not-a-package` for the folder itself, `folder-not-packable`
 * for what is in it.
 */
export async function packFolder(directory: string): Promise<Uint8Array> {
  const names = listFiles(directory);
  let total = 0;
  for (const name of names) total += at(join(directory, name), path => statSync(path).size);
  if (total > mostBytes) throw notPackable(directory, `holds more than ${mostBytes / 1024 / 1024} MiB`);
  const files = names.map(name => ({ name, content: at(join(directory, name), path => readFileSync(path)) }));
  return total > storedBytes ? compressed(files) : storedZip(files);
}

async function compressed(files: readonly (FileToStore & { readonly content: Buffer })[]): Promise<Uint8Array> {
  const { default: yazl } = await import('yazl');
  const archive = new yazl.ZipFile();
  for (const { name, content } of files) archive.addBuffer(content, name, packing);
  archive.end();
  return buffer(archive.outputStream);
}

/** Paths of all files below the folder, with `/` between names, in one order everywhere. */
function listFiles(directory: string): string[] {
  const files: string[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const here = join(directory, folder);
    for (const entry of at(here, (path): Dirent[] => readdirSync(path, { withFileTypes: true }))) {
      if (ignored.test(entry.name)) continue;
      const name = `${folder}${entry.name}`;
      if (entry.isDirectory()) waiting.push(`${name}/`);
      else if (entry.isSymbolicLink())
        throw notPackable(directory, `holds the link ${shown(name)}; links are not followed`);
      else if (!entry.isFile())
        throw notPackable(directory, `holds ${shown(name)}, which is neither a file nor a folder`);
      else if (/[\\\ufffd]/.test(entry.name))
        throw notPackable(directory, `holds ${shown(name)}, whose name no zip can keep`);
      else files.push(name);
      if (files.length + waiting.length > mostFiles) throw notPackable(directory, `holds more than ${mostFiles} files`);
    }
  }
  return files.sort();
}

function notPackable(path: string, reason: string): Error {
  return problem('folder-not-packable', { path, reason });
}

/** Reads at a path; what the file system refuses becomes a problem. */
function at<Read>(path: string, read: (path: string) => Read): Read {
  try {
    return read(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw problem('path-not-found', { path }, error);
    if (code === 'ENOTDIR') throw problem('path-not-a-package', { path, reason: 'is not a folder' }, error);
    throw problem('path-not-readable', { path, reason: code || 'unknown' }, error);
  }
}

/** A file's name as it can stand in a sentence. */
function shown(name: string): string {
  return JSON.stringify(name);
}
