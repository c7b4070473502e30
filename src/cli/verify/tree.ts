import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of a repository as somebody received them. */
export interface Tree {
  /** Every path below these folders, sorted, with `/` between names. What is no plain file is listed as well, and cannot be read. */
  list(folders: readonly string[]): Promise<string[]>;
  /** The bytes of a file; null when there is none, it is no plain file, or it is larger than anything that Assay publishes. */
  read(path: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** Far above any file of a package, far below what fills a memory. */
export const largestFile = 64 * 1024 * 1024;

/** The files of a clone as they stand on the disk: what people use. Links are listed, never followed. */
export function folderTree(root: string): Tree {
  return {
    async list(folders) {
      const paths: string[] = [];
      const waiting = [...folders];
      for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(absent([]));
        for (const entry of entries) {
          if (entry.isDirectory()) waiting.push(`${folder}/${entry.name}`);
          else paths.push(`${folder}/${entry.name}`);
        }
      }
      return paths.sort();
    },
    async read(path) {
      const found = await lstat(join(root, path)).catch(absent(null));
      if (!found?.isFile() || found.size > largestFile) return null;
      return readFile(join(root, path));
    },
    close: () => Promise.resolve(),
  };
}

/** For what is not there; any other failure is thrown on. */
function absent<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
