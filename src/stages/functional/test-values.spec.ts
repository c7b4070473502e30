import { readDefinition } from '../../runtime/definition.js';
import { readTestValues } from './test-values.js';

const { operations } = readDefinition({
  paths: {
    '/a/{id}': {
      put: {
        operationId: 'PutA',
        parameters: [
          { name: 'id', in: 'path', required: true, type: 'string' },
          { name: 'thing', in: 'body', schema: {} },
        ],
      },
    },
    '/b': { get: { operationId: 'GetB', parameters: [{ name: 'q', in: 'query', type: 'string' }] } },
  },
});
const [putA, getB] = operations;

const read = (text: string) => readTestValues(Buffer.from(text), operations);

describe('stages/functional/test-values', () => {
  it('gives the operation’s own value before the one for all, and calls the body `body`', () => {
    if (!putA || !getB) throw new Error('no operation');
    const values = read('{ "PutA": { "id": "own", "body": { "x": 1 } }, "*": { "id": "all", "q": null } }');

    expect(values.faults).toEqual([]);
    expect(values.valueFor(putA, { name: 'id', in: 'path' })).toBe('own');
    expect(values.valueFor(putA, { name: 'thing', in: 'body' })).toEqual({ x: 1 });
    expect(values.valueFor(getB, { name: 'q', in: 'query' })).toBeNull();
    expect(values.valueFor(getB, { name: 'toString', in: 'query' })).toBeUndefined();
  });

  it('has no values and no faults without the file', () => {
    if (!putA) throw new Error('no operation');
    const values = readTestValues(undefined, operations);

    expect(values.faults).toEqual([]);
    expect(values.valueFor(putA, { name: 'id', in: 'path' })).toBeUndefined();
  });

  it.each([
    ['{\n  "PutA": {},\n  "PutC": {}\n}', 'No operation is called `PutC`.', 3],
    ['{\n  "PutA": {\n    "thing": {}\n  }\n}', '`PutA` has no parameter `thing`.', 3],
    ['{\n  "*": { "nowhere": 1 }\n}', '`*` has no parameter `nowhere`.', 2],
    ['{ "PutA": 7 }', 'The values of `PutA` are not an object.', 1],
    [
      '{ "GetB": { "q": { "$from": "Nobody", "$pointer": "/a" } } }',
      'A value of `GetB` comes from `Nobody`, which is no operation.',
      1,
    ],
  ])('says what matches nothing: %s', (text, message, line) =>
    expect(read(text).faults).toEqual([expect.objectContaining({ message, line })]),
  );

  it('reads what causes the event of a trigger, and says what of it matches nothing', () => {
    const known = readDefinition({
      paths: {
        '/a': { post: { operationId: 'MakeA', parameters: [{ name: 'thing', in: 'body', schema: {} }] } },
        '/hooks': { post: { operationId: 'WhenA', 'x-ms-trigger': 'single' } },
        '/polls': { get: { operationId: 'PollA', 'x-ms-trigger': 'batch' } },
      },
    }).operations;
    const events = (value: unknown) => readTestValues(Buffer.from(JSON.stringify({ $events: value })), known);
    const [makeA, whenA, pollA] = known;
    if (!makeA || !whenA || !pollA) throw new Error('no operation');

    const values = events({ WhenA: { operationId: 'MakeA', values: { body: 1 } }, PollA: false });

    expect(values.faults).toEqual([]);
    expect(values.eventOf(whenA)).toEqual({ operationId: 'MakeA', values: { body: 1 } });
    expect([values.eventOf(pollA), values.eventOf(makeA)]).toEqual(['none', null]);
    const told = (value: unknown) => events(value).faults.map(({ message }) => message);
    expect(told([])).toEqual(['The events are not an object.']);
    expect(told({ MakeA: false })).toEqual(['No trigger is called `MakeA`.']);
    expect(told({ WhenA: { operationId: 'WhenA' } })).toEqual([
      'The event of `WhenA` names no other operation of the definition.',
    ]);
    expect(told({ WhenA: { operationId: 'MakeA', values: { thing: 1 } } })).toEqual([
      '`MakeA` has no parameter `thing`.',
    ]);
    expect(told({ WhenA: { operationId: 'MakeA', values: { body: { $from: 'X', $pointer: '' } } } })).toEqual([
      'A value of the event of `WhenA` comes from `X`, which is no operation.',
    ]);
  });

  it('says where the file is no JSON', () => {
    const [fault] = read('{\n  "PutA": {,}\n}').faults;

    expect(fault?.message).toMatch(/^tests\/values\.json is not valid JSON: /);
    expect(fault?.line).toBe(2);
  });
});
