/** One file of a tree as `git ls-tree -r -z --long` lists it. */
export interface TreeEntry {
  readonly path: string;
  /** Six octal digits: 100644 is a plain file; links, programs and submodules have others. */
  readonly mode: string;
  readonly id: string;
  /** In bytes; 0 for what is no blob. */
  readonly size: number;
}

/** The mode of a plain file, the only one that a catalogue holds. */
export const plainFile = '100644';

/** Reads the output of `git ls-tree -r -z --long`. */
export function parseTree(listing: string): TreeEntry[] {
  return listing
    .split('\0')
    .filter(line => line !== '')
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode = '', , id = '', size = ''] = line.slice(0, tab).split(/ +/);
      return { path: line.slice(tab + 1), mode, id, size: /^\d+$/.test(size) ? Number(size) : 0 };
    });
}

/** One path that differs between two trees. */
export interface TreeChange {
  readonly path: string;
  readonly status: string;
  readonly newMode: string;
  readonly newId: string;
}

/** Reads the output of `git diff-tree -r -z --raw --no-renames <old> <new>`. */
export function parseChanges(listing: string): TreeChange[] {
  const parts = listing.split('\0').filter(part => part !== '');
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, newMode = '', , newId = '', status = ''] = (parts[at] ?? '').replace(/^:/, '').split(' ');
    changes.push({ path: parts[at + 1] ?? '', status, newMode, newId });
  }
  return changes;
}
