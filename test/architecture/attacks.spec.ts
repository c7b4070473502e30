import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const ids = Array.from({ length: 34 }, (_, index) => `A${String(index + 1).padStart(2, '0')}`);

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

describe('the attacks that docs/reference/sandbox.md lists', () => {
  const rows = readFileSync(path.join(root, 'docs/reference/sandbox.md'), 'utf8')
    .split('\n')
    .filter(line => /^\| A\d\d/.test(line));
  const tested = new Set([...attacksIn('test'), ...attacksIn('src')]);

  it.each(ids)('%s is explained in one row, and named by a test', id => {
    expect(rows.filter(row => row.split('|')[1]?.includes(id))).toHaveLength(1);
    expect(tested).toContain(id);
  });
});
