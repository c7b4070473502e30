import { createNameFinder } from './name-finder.js';

describe('rulesets/functions/name-finder', () => {
  const names = createNameFinder(
    '# Operations\n* Creates a new item\n| UploadFile | uploads it |\nDelete what\nan item is\n',
  );

  it.each(['Create new items', 'Item create (new)', 'Upload a file', 'uploadfile'])('finds %j', name => {
    expect(names(name)).toBe(true);
  });

  it.each(['Delete item', 'Update an item', '', 'the'])('does not find %j', name => {
    expect(names(name)).toBe(false);
  });

  it('is not slowed down by a text that repeats itself', () => {
    const start = performance.now();

    const found = createNameFinder('alpha beta\ngamma delta\n'.repeat(100_000));
    for (let n = 0; n < 10_000; n += 1) found(`alpha delta ${n % 100}`);

    expect(found('alpha delta')).toBe(false);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
