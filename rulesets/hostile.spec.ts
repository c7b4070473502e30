import { profiles } from '../src/core/finding.js';
import { filesOf, packageWith } from './examples.js';
import { isObject } from './functions/json.js';
import { openPackage } from './opened-package.js';
import { rules } from './rules.js';

/** What stands in for each value of a good file, one at a time. */
const odd: readonly unknown[] = [null, [], {}, '', 'x', 0, true, [null], { $ref: 1 }, { constructor: null }];

/** A JSON value with the value at each place replaced in turn. */
function* replacements(value: unknown, by: unknown): Iterable<unknown> {
  yield by;
  if (Array.isArray(value)) {
    for (const [position, one] of value.entries()) {
      for (const other of replacements(one, by)) yield value.with(position, other);
    }
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value)) {
      for (const other of replacements(one, by)) yield { ...value, [name]: other };
    }
  }
}

function judgeAll(content: ReadonlyMap<string, Uint8Array>): number {
  let count = 0;
  for (const profile of profiles) {
    const opened = openPackage(filesOf(content), profile);
    for (const rule of rules) {
      for (const report of rule.on === 'definition' ? rule.check(opened.definition) : rule.check(opened)) {
        expect(report.message.length).toBeLessThan(600);
        count += 1;
      }
    }
  }
  return count;
}

describe('rulesets: values that nobody expects', () => {
  it.each(['apiDefinition.swagger.json', 'apiProperties.json'])('no rule fails over any value in %s', file => {
    const good: unknown = JSON.parse(new TextDecoder().decode(packageWith({}).get(file)));
    let found = 0;

    for (const by of odd) {
      for (const value of replacements(good, by)) {
        if (isObject(value)) found += judgeAll(packageWith({ [file]: value }));
      }
    }

    expect(found).toBeGreaterThan(100);
  });

  it('no rule fails over bytes that are nothing in particular', () => {
    const noise = Uint8Array.from({ length: 400 }, (_, n) => (n * 131) % 256);
    const files = ['apiDefinition.swagger.json', 'apiProperties.json', 'README.md', 'icon.png', 'script.csx'];

    for (const file of files) expect(judgeAll(packageWith({ [file]: noise }))).toBeGreaterThanOrEqual(0);
  });
});
