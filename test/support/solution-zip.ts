import type { PackageTree } from '../../src/stages/intake/solution/example.js';
import { buildZip } from './zip-builder.js';
import type { EntryPlan } from './zip-builder.js';

/** The zip of a tree, with the zips and folders that are in it. */
export function zipTree(tree: PackageTree): Uint8Array {
  return buildZip(entriesOf(tree, ''));
}

function entriesOf(tree: PackageTree, prefix: string): EntryPlan[] {
  return Object.entries(tree).flatMap(([name, part]): EntryPlan[] => {
    const path = `${prefix}${name}`;
    if (typeof part === 'string') return [{ name: path, content: part }];
    if (name.endsWith('.zip')) return [{ name: path, content: zipTree(part) }];
    return [{ name: `${path}/`, method: 0 }, ...entriesOf(part, `${path}/`)];
  });
}
