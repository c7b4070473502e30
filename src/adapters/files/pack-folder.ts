import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { problem } from '../../core/problems.js';
import { codeOf } from './error-code.js';

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
const packing = { mtime: packedAt, mode: 0o100644, compress: true, forceDosTimestamp: true } as const;

/**
 * Packs a connector's folder into a zip: sorted, with fixed times and modes, so that equal folders give equal bytes. Links are
 * never followed. Throws `path-not-found`, `path-not-readable`, `path-not-a-package` for the folder itself, `folder-not-packable`
 * for what is in it.
 */
export async function packFolder(directory: string): Promise<Uint8Array> {
  const archive = new yazl.ZipFile();
  let total = 0;
  for (const name of await listFiles(directory)) {
    const path = join(directory, name);
    const { size } = await stat(path).catch(explain(path));
    total += size;
    if (total > mostBytes) throw notPackable(directory, `holds more than ${mostBytes / 1024 / 1024} MiB`);
    archive.addBuffer(await readFile(path).catch(explain(path)), name, packing);
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** Paths of all files below the folder, with `/` between names, in one order everywhere. */
async function listFiles(directory: string): Promise<string[]> {
  const files: string[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const here = join(directory, folder);
    for (const entry of await readdir(here, { withFileTypes: true }).catch(explain(here))) {
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

function explain(path: string): (error: unknown) => never {
  return error => {
    const code = codeOf(error);
    if (code === 'ENOENT') throw problem('path-not-found', { path }, error);
    if (code === 'ENOTDIR') throw problem('path-not-a-package', { path, reason: 'is not a folder' }, error);
    throw problem('path-not-readable', { path, reason: code || 'unknown' }, error);
  };
}

/** A file's name as it can stand in a sentence. */
function shown(name: string): string {
  return JSON.stringify(name);
}
