import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const idsFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `A${String(first + index).padStart(2, '0')}`);

/** Which attacks a page explains. */
const pages = [
  { page: 'docs/reference/sandbox.md', ids: idsFrom(1, 34) },
  { page: 'docs/reference/integrity.md', ids: idsFrom(40, 70) },
];

/** Attacks that a test's title, or the entry of a table of tests, begins with: `'A01, A02: …'`, `['A09', …`. */
function attacksIn(folder: string): Set<string> {
  const specs = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.spec.ts'),
  );
  const found = specs.flatMap(name => {
    const text = readFileSync(path.join(root, folder, name), 'utf8');
    return [...text.matchAll(/['"`](A\d\d(?:, A\d\d)*)(?:: |['"`],)/g)].flatMap(([, named = '']) => named.split(', '));
  });
  return new Set(found);
}

const tested = new Set([...attacksIn('test'), ...attacksIn('src')]);

describe.each(pages)('the attacks that $page lists', ({ page, ids }) => {
  const rows = readFileSync(path.join(root, page), 'utf8')
    .split('\n')
    .filter(line => /^\| A\d\d/.test(line));

  it.each(ids)('%s is explained in one row, and named by a test', id => {
    expect(rows.filter(row => row.split('|')[1]?.includes(id))).toHaveLength(1);
    expect(tested).toContain(id);
  });
});
