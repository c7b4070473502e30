import { readDefinition } from '../../../runtime/definition.js';
import { itemsOf, saysNothingNew } from './items.js';

const trigger = (kind: string) => {
  const [operation] = readDefinition({ paths: { '/a': { get: { 'x-ms-trigger': kind } } } }).operations;
  if (!operation) throw new Error('no operation');
  return operation;
};
const answer = (body: unknown, status = 200) => ({ status, body: Buffer.from(JSON.stringify(body)) });
const items = (kind: string, body: unknown, path: readonly string[] | null = null) =>
  itemsOf(trigger(kind), path, answer(body));

describe('stages/functional/triggers/items', () => {
  it.each([
    ['the answer itself', [1, 2], null, ['1', '2']],
    ['its list with entries', { a: [], b: [{ x: 1 }], c: 1 }, null, ['{"x":1}']],
    ['its empty list', { a: [] }, null, []],
    ['where the policy says', { a: [1], deep: { b: [2] } }, ['deep', 'b'], ['2']],
    ['nowhere', { a: 1 }, null, null],
    ['nowhere where the policy says', { a: [1] }, ['b'], null],
  ])('takes the entries of a batch from %s', (_where, body, path, expected) =>
    expect(items('batch', body, path)).toEqual(expected),
  );

  it('takes the whole answer of a single trigger, and the same for members in another order', () => {
    expect(items('single', { b: { d: 1, c: 2 }, a: [3] })).toEqual(items('single', { a: [3], b: { c: 2, d: 1 } }));
    expect(items('single', { a: 1 })).not.toEqual(items('single', { a: 2 }));
    expect(items('single', null)).toEqual([]);
  });

  it.each([
    [202, '{"a":1}', true],
    [204, '', true],
    [200, '', true],
    [200, '[]', false],
    [500, '', false],
  ])('knows whether %d with %j says that there is nothing new', (status, body, expected) =>
    expect(saysNothingNew({ status, body: Buffer.from(body) })).toBe(expected),
  );
});
