import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

interface Rule {
  name: string;
  comment: string;
  severity: string;
  from: { path?: string; pathNot?: string };
  to: { path?: string; pathNot?: string };
}

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const { forbidden } = require('../../.dependency-cruiser.cjs') as { forbidden: Rule[] };
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);

/** The alternatives of a pattern's outermost group, each of which has to hit a file of its own: `^(a|b)/` → `^(a)/`, `^(b)/`. */
function alternatives(pattern: string): string[] {
  const open = pattern.indexOf('(');
  if (open < 0 || pattern.startsWith('(?', open)) return [pattern];
  let depth = 0;
  let start = open + 1;
  const parts: string[] = [];
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '(') depth++;
    if (pattern[at] === ')') depth--;
    if ((pattern[at] === '|' && depth === 1) || (pattern[at] === ')' && depth === 0)) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
      if (depth === 0) return parts.map(part => `${pattern.slice(0, open)}(${part})${pattern.slice(at + 1)}`);
    }
  }
  throw new Error(`unbalanced pattern ${pattern}`);
}

describe('the guards of the layout', () => {
  it.each(forbidden.map(rule => [rule.name, rule] as const))('%s is an error and says why', (_name, rule) => {
    expect(rule.severity).toBe('error');
    expect(rule.comment).toMatch(/\.$/);
  });

  const patterns = forbidden.flatMap(rule =>
    [rule.from.path, rule.from.pathNot, rule.to.path, rule.to.pathNot]
      .filter((pattern): pattern is string => pattern !== undefined)
      // $1 stands for what `from` matched; any folder will do here.
      .map(pattern => [rule.name, pattern.replaceAll('$1', '[^/]+')] as const),
  );

  it.each(patterns.flatMap(([name, pattern]) => alternatives(pattern).map(part => [name, part] as const)))(
    '%s: the pattern %s matches a file',
    (_name, pattern) => {
      const expression = new RegExp(pattern);

      expect(tracked.filter(file => expression.test(file)).length).toBeGreaterThan(0);
    },
  );

  it('every folder of src stands under a rule', () => {
    const folders = new Set(tracked.filter(file => /^src\/[^/]+\//.test(file)).map(file => file.split('/')[1]));

    expect([...folders].sort()).toEqual(['adapters', 'api', 'cli', 'core', 'pipeline', 'runtime', 'stages', 'worker']);
  });

  it('file names are kebab-case with a suffix that a tool needs', () => {
    const odd = tracked.filter(
      file =>
        /^(src|rulesets|migrations|test|bench)\/.*\.ts$/.test(file) &&
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(controller|processor|module|filter|schema|int|contract))?(\.spec)?\.ts$/.test(
          path.basename(file),
        ),
    );

    expect(odd).toEqual([]);
  });
});
