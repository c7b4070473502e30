import fc from 'fast-check';
import { measureExpansion } from './reference-expansion.js';

const limit = 1_000_000;
const ref = (name: string) => ({ $ref: `#/definitions/${name}` });

/** Definitions of which each holds the next one twice: doubles with every level. */
function doubling(levels: number): unknown {
  const definitions: Record<string, unknown> = { [`L${levels}`]: { type: 'string' } };
  for (let i = 0; i < levels; i += 1)
    definitions[`L${i}`] = { properties: { a: ref(`L${i + 1}`), b: ref(`L${i + 1}`) } };
  return { paths: { '/': { schema: ref('L0') } }, definitions };
}

describe('core/reference-expansion', () => {
  it.each([null, 'text', 7, [], {}])('counts %j as one value', document =>
    expect(measureExpansion(document, limit).size).toBe(1),
  );

  it('counts the values of a document without references', () =>
    expect(measureExpansion({ a: [1, { b: null }] }, limit)).toEqual({ size: 5, tooLargeAt: null, endlessAt: [] }));

  it('counts what a reference points at once for each use', () => {
    const document = { use: [ref('A'), ref('A')], definitions: { A: { type: 'string' } } };

    // document, list, two references with their texts, definitions, A, its type; and A twice more.
    expect(measureExpansion(document, limit).size).toBe(9 + 2 * 2);
  });

  it('sees through thirty levels of doubling at once', () => {
    const { size, tooLargeAt } = measureExpansion(doubling(30), limit);

    expect(size).toBeGreaterThan(2 ** 30);
    expect(tooLargeAt).toMatch(/^\/definitions\/L1\d$/);
  });

  it('says Infinity instead of overflowing', () => expect(measureExpansion(doubling(3000), limit).size).toBe(Infinity));

  it('is not fooled by a cycle around the doubling', () => {
    const closed = JSON.parse(
      JSON.stringify(doubling(30)).replace('"type":"string"', '"items":{"$ref":"#/definitions/L0"}'),
    ) as unknown;
    const viaRoot = JSON.parse(
      JSON.stringify(doubling(30)).replace('"type":"string"', '"items":{"$ref":"#"}'),
    ) as unknown;

    expect(measureExpansion(closed, limit).size).toBeGreaterThan(2 ** 30);
    expect(measureExpansion(viaRoot, limit).size).toBeGreaterThan(2 ** 30);
  });

  it('lets cycles through properties and items pass', () => {
    const document = {
      definitions: {
        Node: { properties: { parent: ref('Node'), children: { items: ref('Tree') } } },
        Tree: { type: 'array', items: ref('Node') },
      },
      use: ref('Tree'),
    };

    expect(measureExpansion(document, limit)).toMatchObject({ tooLargeAt: null, endlessAt: [] });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a reference to itself', { A: ref('A') }, ['/definitions/A']],
    ['two that point at each other', { A: ref('B'), B: ref('A') }, ['/definitions/A', '/definitions/B']],
    ['allOf that holds itself', { A: { allOf: [{ type: 'object' }, ref('A')] } }, ['/definitions/A']],
    [
      'nested combinations',
      { A: { allOf: [{ anyOf: [ref('B')] }] }, B: { oneOf: [ref('A')] } },
      ['/definitions/A', '/definitions/B'],
    ],
  ])('finds what never ends: %s', (_what, definitions, expected) =>
    expect([...measureExpansion({ use: ref('A'), definitions }, limit).endlessAt].sort()).toEqual(expected),
  );

  it('lets a property that is called allOf pass', () => {
    const definitions = { A: { properties: { allOf: [ref('A')] } } };

    expect(measureExpansion({ use: ref('A'), definitions }, limit).endlessAt).toEqual([]);
  });

  it.each([
    '#/definitions/None',
    '#/__proto__',
    '#/constructor',
    'http://127.0.0.1/x',
    'other.json',
    '#no',
    '#/%',
    7,
    ['x'],
  ])('counts %p as one value: it leads nowhere here', reference =>
    expect(measureExpansion({ a: { $ref: reference } }, limit).size).toBeLessThanOrEqual(4),
  );

  it('follows escaped pointers', () => {
    const document = { 'a/b c': { x: 1 }, use: { $ref: '#/a~1b%20c' } };

    expect(measureExpansion(document, limit).size).toBe(5 + 2);
  });

  it('agrees with real expansion on graphs without cycles', () => {
    const graph = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(graph, edges => {
        // An edge leads only to a later definition, so that there is no cycle.
        const definitions: Record<string, unknown> = {};
        edges.forEach((targets, i) => {
          const later = targets.filter(target => target > i && target < edges.length);
          definitions[`D${i}`] = {
            properties: Object.fromEntries(later.map((target, n) => [`p${n}`, ref(`D${target}`)])),
          };
        });
        const document = { use: ref('D0'), definitions };

        expect(measureExpansion(document, limit).size).toBe(expandedSize(document, document));
      }),
    );
  });

  it('counts parts inside referenced parts once for each use', () => {
    const document = { a: { b: { c: 1 } }, use: [{ $ref: '#/a' }, { $ref: '#/a/b' }, { $ref: '#/a/b/c' }] };

    // document, a, b, c, list, three references with their texts; and 3, 2 and 1 more.
    expect(measureExpansion(document, limit).size).toBe(11 + 3 + 2 + 1);
  });

  it('takes linear time when references point at every level of a deep document', () => {
    let text = `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
    const references: string[] = [];
    for (let level = 0; level < 60; level += 1) {
      references.push(`{"$ref":"#/a${'/b'.repeat(level)}"}`);
      text = `{"b":${text}}`;
    }
    const document: unknown = JSON.parse(`{"a":${text},"use":[${references.join(',')}]}`);
    const start = process.cpuUsage();

    expect(measureExpansion(document, limit).size).toBeGreaterThan(60 * 50_000);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  });

  it('takes linear time for a document full of references to everything', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [
        `D${i}`,
        { items: Array.from({ length: 100 }, (_x, n) => ref(`D${(i * 7 + n) % 400}`)) },
      ]),
    );
    const start = process.cpuUsage();
    measureExpansion({ definitions }, limit);

    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  });
});

/** What `measureExpansion` promises, the slow and plain way. */
function expandedSize(value: unknown, document: { definitions: Record<string, unknown> }): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const [name, child] of Object.entries(value)) {
    size += expandedSize(child, document);
    if (name === '$ref')
      size += expandedSize(document.definitions[String(child).slice('#/definitions/'.length)], document);
  }
  return size;
}
