import { consumersHit } from './consumer.js';

describe('core/consumer', () => {
  const users = [
    { name: 'payroll', operations: ['GetItem', 'ListItems'] },
    { name: 'shop', operations: ['AddItem'] },
  ];

  it('hits who uses an operation of the change', () =>
    expect(consumersHit({ operations: ['GetItem', 'DropItem'] }, users)).toEqual({
      count: 1,
      first: [{ name: 'payroll', operations: ['GetItem'] }],
    }));

  it('hits all when it is not known which operations a change concerns', () =>
    expect(consumersHit({}, users)).toEqual({
      count: 2,
      first: [
        { name: 'payroll', operations: [] },
        { name: 'shop', operations: [] },
      ],
    }));

  it('hits nobody who uses something else', () =>
    expect(consumersHit({ operations: ['DropItem'] }, users)).toEqual({ count: 0, first: [] }));

  it('counts all and names a few', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `c${index}`, operations: ['GetItem'] }));
    const { count, first } = consumersHit({ operations: ['GetItem'] }, many);

    expect([count, first.length]).toEqual([50, 20]);
  });
});
