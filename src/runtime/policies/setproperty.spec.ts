import { answerBodyAfter, bodyAfter, onResponse, policy, unsupportedReason } from '../../../test/support/policies.js';

const set = (parent: string, sub: string, value: string, more = {}) =>
  policy(
    'setproperty',
    { newPropertyParentPathTemplate: parent, newPropertySubPathTemplate: sub, propertyValuePathTemplate: value },
    more,
  );

describe('runtime/policies/setproperty', () => {
  it.each([
    ['a constant', [set('@body()', 'version', 'v1')], { a: 1 }, { a: 1, version: 'v1' }],
    ['below an object', [set('@body().x', 'a.b', '1')], { x: {} }, { x: { a: { b: '1' } } }],
    [
      'in each item',
      [set('@body().people', 'age', '30')],
      { people: [{}, {}] },
      { people: [{ age: '30' }, { age: '30' }] },
    ],
    ['in each item of a list', [set('@body()', 'x', '1')], [{ a: 1 }], [{ a: 1, x: '1' }]],
    [
      'a text of two properties',
      [set('@body()', 'name', '{@body().first} {@body().last}')],
      { first: 'A', last: 'B' },
      { first: 'A', last: 'B', name: 'A B' },
    ],
    ['a property of the item', [set('@body().l', 'b', '@item().a')], { l: [{ a: 5 }] }, { l: [{ a: 5, b: 5 }] }],
    ['a name with dots', [set('body()', "['@odata.type']", '#t')], {}, { '@odata.type': '#t' }],
    ['an object in a list', [set('@body()', 'gifts', '[{@body().gifts}]')], { gifts: { a: 1 } }, { gifts: [{ a: 1 }] }],
    ['an empty list for nothing', [set('@body()', 'gifts', '[{@body().gifts}]')], {}, { gifts: [] }],
    [
      'JSON around a list',
      [set('@body()', 'f', '[{"rules": [{"values": {@body().f} }] }]')],
      { f: ['x'] },
      { f: [{ rules: [{ values: ['x'] }] }] },
    ],
    ['nothing where the parent is missing', [set('@body().none', 'a', '1')], { b: 1 }, { b: 1 }],
    [
      'an ordinary property called __proto__',
      [set('@body()', '__proto__.polluted', 'yes')],
      {},
      JSON.parse('{"__proto__":{"polluted":"yes"}}'),
    ],
  ])('sets %s', async (_what, policies, before, after) => {
    expect(await bodyAfter(policies, before)).toEqual(after);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('changes the answer', () =>
    expect(answerBodyAfter([set('@body().value', 'kind', 'x', onResponse)], { value: [{}] })).toEqual({
      value: [{ kind: 'x' }],
    }));

  it('stops a body that doubles with every policy', async () =>
    expect(
      await bodyAfter(
        Array.from({ length: 40 }, () => set('@body()', 'a', '[{@body()},{@body()}]')),
        { x: 'y'.repeat(100) },
      ),
    ).toMatchObject({
      failure: { reason: 'policy-failed', text: expect.stringMatching(/too (?:large|deep)/) as string },
    }));

  it('stops a text that is put into a great many items', async () => {
    const started = performance.now();

    const after = await bodyAfter([set('@body().l', 'a', 'x'.repeat(10_000))], {
      l: Array.from({ length: 100_000 }, () => ({})),
    });

    expect(after).toMatchObject({ failure: { text: expect.stringContaining('too large') as string } });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('does not get a body into itself', async () =>
    expect(await bodyAfter([set('@body()', 'self', '@body()')], { a: 1 })).toEqual({ a: 1, self: { a: 1 } }));

  it.each([
    ['another expression', set('@body()', 'a', "@connectionParameters('x')")],
    ['a function', set('@body()', 'a', "@concat(body().a, 'b')")],
    ['no path', set('everything', 'a', '1')],
    ['no name', set('@body()', '', '1')],
  ])('cannot work with %s', (_what, instance) =>
    expect(unsupportedReason([instance])).toMatch(/^the policy .setproperty./),
  );
});
