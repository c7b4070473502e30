import { withMember } from './with-member.js';

const entry = (at: string, value: object) => ({ at, value: { ...value } });

describe('rulesets/functions/with-member', () => {
  const entries = [
    entry('a', { type: 'string', enum: [] }),
    entry('b', { type: 'string' }),
    entry('c', { default: undefined, pattern: 'x' }),
    entry('d', { enum: [1], pattern: 'y' }),
    entry('e', {}),
  ];
  const found = (...names: string[]) => withMember(entries, ...names).map(({ at }) => at);

  it('gives the entries that have a member, whatever its value', () => {
    expect(found('enum')).toEqual(['a', 'd']);
    expect(found('default')).toEqual(['c']);
  });

  it('gives those that have any of several once, in their order', () =>
    expect(found('pattern', 'enum')).toEqual(['a', 'c', 'd']));

  it('gives none where no entry has the member, not even one that every object inherits', () =>
    expect(found('toString', 'format')).toEqual([]));

  it('gives the entries themselves', () => expect(withMember(entries, 'type')[1]).toBe(entries[1]));

  it('takes apart two lists that have entries in common', () =>
    expect(withMember(entries.slice(2), 'enum').map(({ at }) => at)).toEqual(['d']));
});
