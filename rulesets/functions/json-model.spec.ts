import { judgedElsewhere, mismatches, objectsOf, shapeOf } from './json-model.js';
import type { JsonModel, Shape } from './json-model.js';

type Kind = 'box' | 'ball' | 'dice';

const model: JsonModel<Kind> = {
  box: {
    name: 'a box',
    members: {
      label: 'text',
      inside: { listOf: { by: 'type', kinds: { dice: 'dice' }, otherwise: 'ball' } },
      named: { mapOf: { object: 'box' } },
      lid: { either: ['boolean', { object: 'box' }] },
      note: judgedElsewhere({ object: 'ball' }),
    },
  },
  ball: { name: 'a ball', members: { color: { oneOf: ['red', 'blue'] }, example: 'any' } },
  dice: { name: 'dice', members: { type: 'any' }, others: 'integer' },
};

const kindsIn = (document: unknown) => objectsOf(model, 'box', document).map(({ kind, at }) => [kind, at.join('/')]);
const wrongIn = (shape: Shape<Kind>, value: unknown) =>
  [...mismatches(shape, value)].map(({ at, what }) => `${at.join('/')}: ${what}`);

describe('rulesets/functions/json-model', () => {
  it('lists every object with its kind, in the order of the document', () => {
    const document = { inside: [{ type: 'dice' }, { color: 'red' }, 7], named: { label: { lid: {} } }, note: {} };

    expect(kindsIn(document)).toEqual([
      ['box', ''],
      ['dice', 'inside/0'],
      ['ball', 'inside/1'],
      ['box', 'named/label'],
      ['box', 'named/label/lid'],
      ['ball', 'note'],
    ]);
  });

  it('does not look into data and into what it does not know', () =>
    expect(kindsIn({ inside: [{ example: { named: {} } }], other: { named: {} } })).toHaveLength(2));

  it.each([null, 7, [], 'box'])('finds nothing in %p', document => expect(kindsIn(document)).toEqual([]));

  it('goes down far without using up the stack', () => {
    let document: object = {};
    for (let depth = 0; depth < 2_000; depth += 1) document = { lid: document };

    expect(kindsIn(document)).toHaveLength(2_001);
  });

  it.each<[Shape<Kind>, unknown, string[]]>([
    ['text', 7, [': has to be a text, not 7']],
    ['integer', 1.5, [': has to be a whole number, not 1.5']],
    [{ oneOf: ['red', 'blue'] }, 'green', [': has to be "red" or "blue", not "green"']],
    [{ listOf: 'text' }, ['a', 7, null], ['1: has to be a text, not 7', '2: has to be a text, not null']],
    [
      { mapOf: { listOf: 'number' } },
      { a: [1, 'b'], c: {} },
      ['a/1: has to be a number, not "b"', 'c: has to be a list, not an object'],
    ],
    [{ either: ['boolean', { object: 'box' }] }, 'no', [': has to be true or false or an object, not "no"']],
    [{ object: 'ball' }, { color: 'green' }, []],
    [judgedElsewhere({ object: 'ball' }), 7, []],
  ])('says what is wrong: %j, %j', (shape, value, expected) => expect(wrongIn(shape, value)).toEqual(expected));

  it('tells members from strangers, and takes no extension for either', () => {
    expect(shapeOf(model.ball, 'size')).toBeUndefined();
    expect(shapeOf(model.ball, 'constructor')).toBeUndefined();
    expect(shapeOf(model.dice, 'sides')).toBe('integer');
    expect(shapeOf(model.dice, 'x-sides')).toBeUndefined();
  });
});
