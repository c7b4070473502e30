import fc from 'fast-check';
import { generate } from './generate.js';
import { createSchemaView } from './schema-view.js';
import { createAnswerJudge } from './validate-answer.js';

function valueOf(schema: object, document: Record<string, unknown> = {}, name = 'member'): unknown {
  const made = generate(schema, name, { view: createSchemaView(document), day: '2030-05-06' });
  return made.kind === 'value' ? made.value : made;
}

describe('stages/functional/generate', () => {
  it.each([
    [{ type: 'string' }, 'sample'],
    [{ type: 'string', minLength: 10 }, 'sample sam'],
    [{ type: 'string', maxLength: 3 }, 'sam'],
    [{ type: 'string', pattern: '^[A-Z]{2}$' }, 'US'],
    [{ type: 'string', pattern: '^\\d+$' }, '1'],
    [{ type: 'string', format: 'date' }, '2030-05-06'],
    [{ type: 'string', format: 'date-time' }, '2030-05-07T09:00:00Z'],
    [{ type: 'string', format: 'uuid' }, '00000000-0000-4000-8000-000000000001'],
    [{ type: 'string', enum: ['b', 'a'] }, 'b'],
    [{ type: 'integer' }, 1],
    [{ type: 'integer', minimum: 5 }, 5],
    [{ type: 'integer', minimum: 5, exclusiveMinimum: true }, 6],
    [{ type: 'integer', maximum: -2 }, -2],
    [{ type: 'integer', minimum: 1, multipleOf: 7 }, 7],
    [{ type: 'number', minimum: 0.25, maximum: 0.5 }, 0.375],
    [{ type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 0.5 }, 0.25],
    [{ type: 'boolean' }, true],
    [{ type: 'array', items: { type: 'integer' }, minItems: 2 }, [1, 1]],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'string' } } },
      { a: 'sample' },
    ],
    [
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } },
      { a: 'sample', b: 1 },
    ],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { sample: 'sample' }],
    [{ type: 'object', properties: { id: { type: 'string', readOnly: true } } }, {}],
    [{ example: { any: ['thing'] } }, { any: ['thing'] }],
  ])('makes of %j: %j', (schema, expected) => expect(valueOf(schema)).toEqual(expected));

  it('puts the end of a time after its beginning', () => {
    const time = { type: 'string', format: 'date-time' };

    const made = valueOf({
      type: 'object',
      required: ['startsAt', 'endsAt'],
      properties: { startsAt: time, endsAt: time },
    });

    expect(made).toEqual({ startsAt: '2030-05-07T09:00:00Z', endsAt: '2030-05-08T09:00:00Z' });
  });

  it('puts allOf together and follows references', () => {
    const definitions = {
      Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
      Thing: {
        allOf: [{ $ref: '#/definitions/Base' }, { required: ['name'], properties: { name: { type: 'string' } } }],
      },
    };

    expect(valueOf({ $ref: '#/definitions/Thing' }, { definitions })).toEqual({ id: 1, name: 'sample' });
  });

  it('ends for a schema that contains itself', () => {
    const definitions = {
      Node: { type: 'object', properties: { name: { type: 'string' }, next: { $ref: '#/definitions/Node' } } },
    };

    expect(JSON.stringify(valueOf({ $ref: '#/definitions/Node' }, { definitions })).length).toBeLessThan(500);
  });

  it('says why it cannot for a schema that requires itself', () => {
    const definitions = {
      Node: { type: 'object', required: ['next'], properties: { next: { $ref: '#/definitions/Node' } } },
      Loop: { allOf: [{ $ref: '#/definitions/Loop' }] },
    };

    expect(valueOf({ $ref: '#/definitions/Node' }, { definitions })).toMatchObject({ kind: 'none' });
    expect(valueOf({ $ref: '#/definitions/Loop' }, { definitions })).toMatchObject({ kind: 'none' });
  });

  it('stops at a budget for a schema that doubles at every level', () => {
    const definitions: Record<string, object> = { L0: { type: 'string' } };
    for (let level = 1; level <= 30; level += 1) {
      const below = { $ref: `#/definitions/L${level - 1}` };
      definitions[`L${level}`] = { type: 'object', required: ['a', 'b'], properties: { a: below, b: below } };
    }
    const started = performance.now();

    expect(valueOf({ $ref: '#/definitions/L30' }, { definitions })).toMatchObject({ kind: 'none' });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('keeps to the schema that it is given, or gives nothing', () => {
    const leaf = fc.oneof(
      fc.record({ type: fc.constant('string'), minLength: fc.nat(12), maxLength: fc.integer({ min: 12, max: 40 }) }),
      fc.record({
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -9, max: 9 }),
        exclusiveMinimum: fc.boolean(),
      }),
      fc.record({
        type: fc.constant('number'),
        maximum: fc.integer({ min: -9, max: 9 }),
        multipleOf: fc.constantFrom(1, 2, 5),
      }),
      fc.record({ type: fc.constant('boolean') }),
      fc.record({ enum: fc.array(fc.string(), { minLength: 1, maxLength: 3 }) }),
    );
    const { schema } = fc.letrec(tie => ({
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('schema'), { maxKeys: 4 }).map(properties => ({
          type: 'object',
          required: Object.keys(properties).slice(0, 2),
          properties,
        })),
      ),
    }));

    fc.assert(
      fc.property(schema, made => {
        const result = generate(made, 'member', { view: createSchemaView({}), day: '2030-05-06' });
        if (result.kind === 'none') return;
        expect(createAnswerJudge({})(made, '', result.value, 0).mismatches).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
