import { nearest } from './nearest.js';

describe('core/nearest', () => {
  const ids = ['title-max-length', 'title-required', 'host-required'];

  it('finds what a slip of the finger meant', () => {
    expect(nearest('title-requird', ids)).toBe('title-required');
    expect(nearest('Host-Required', ids)).toBe('host-required');
  });

  it('guesses nothing that is far away', () => {
    expect(nearest('coffee', ids)).toBeNull();
  });
});
