import { indexDefinition } from './definition-index.js';
import { filesOf, packageWith } from './examples.js';
import { isObject } from '../src/core/json-value.js';
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

async function judgeAll(content: ReadonlyMap<string, Uint8Array>): Promise<number> {
  const opened = openPackage(filesOf(content), 'verified');
  let count = 0;
  for (const rule of rules) {
    count += [
      ...(rule.on === 'definition'
        ? rule.check(opened.definition, rule.limits)
        : await rule.check(opened, rule.limits)),
    ].length;
  }
  return count;
}

describe('rulesets: values that nobody expects', () => {
  it.each(['apiDefinition.swagger.json', 'apiProperties.json'])('no rule fails over any value in %s', async file => {
    const good: unknown = JSON.parse(new TextDecoder().decode(packageWith({}).get(file)));
    let found = 0;

    for (const by of odd) {
      for (const value of replacements(good, by)) {
        if (isObject(value)) found += await judgeAll(packageWith({ [file]: value }));
      }
    }

    expect(found).toBeGreaterThan(100);
  });

  it('no rule fails over bytes that are nothing in particular', async () => {
    const noise = Uint8Array.from({ length: 400 }, (_, n) => (n * 131) % 256);
    const files = ['apiDefinition.swagger.json', 'apiProperties.json', 'README.md', 'icon.png', 'script.csx'];

    for (const file of files) expect(await judgeAll(packageWith({ [file]: noise }))).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['properties', (n: number) => ({ definitions: { A: { properties: members(n, () => ({})) } } })],
    ['responses', (n: number) => ({ paths: { '/a': { get: { responses: members(n, () => ({})) } } } })],
    ['shared parameters', (n: number) => ({ parameters: members(n, () => ({})) })],
    ['paths', (n: number) => ({ paths: members(n, () => ({})) })],
    ['categories', (n: number) => ({ 'x-ms-connector-metadata': Array.from({ length: n }, () => ({})) })],
    [
      'parameters of a path that an operation overrides',
      (n: number) => {
        const list = Array.from({ length: n / 6 }, (_, i) => ({ name: `p${i}`, in: 'query' }));
        return { paths: { '/a': { parameters: list, get: { parameters: list } } } };
      },
    ],
    [
      'references to operations that are not there',
      (n: number) => ({
        paths: members(n / 8, i => ({ get: { operationId: `Get${i}` } })),
        definitions: members(n / 8, i => ({ 'x-ms-dynamic-values': { operationId: `List${i}` } })),
      }),
    ],
    ['blanks in the title', (n: number) => ({ info: { title: `${' '.repeat(n * 5)}API` } })],
  ])(
    'a definition with as many %s as may be read takes seconds at most',
    (_, definition) => {
      const document = definition(190_000);
      const start = performance.now();

      const index = indexDefinition(document);
      for (const rule of rules) {
        if (rule.on !== 'definition') continue;
        let taken = 0;
        for (const report of rule.check(index, rule.limits)) {
          taken += report.message.length > 0 ? 1 : 0;
          if (taken === 1000) break;
        }
      }

      expect(performance.now() - start).toBeLessThan(20_000);
    },
    60_000,
  );
});

function members(count: number, value: (position: number) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: Math.floor(count) }, (_, position) => [`/m${position}`, value(position)]),
  );
}
