import { asType, isOfOtherType, schemaTypes } from './value-type.js';

describe('rulesets/functions/value-type', () => {
  it.each([
    ['a', 'string'],
    [1.5, 'number'],
    [1, 'number'],
    [1, 'integer'],
    [false, 'boolean'],
    [[], 'array'],
    [{}, 'object'],
    ['bytes', 'file'],
    ['a', 'text'],
    ['a', undefined],
    ['a', 'constructor'],
  ])('has nothing to say of %j as %j', (value, type) => {
    expect(isOfOtherType(value, type)).toBe(false);
  });

  it.each([
    [1, 'string'],
    ['1', 'number'],
    [1.5, 'integer'],
    ['true', 'boolean'],
    [{}, 'array'],
    [[], 'object'],
    [null, 'object'],
    [null, 'string'],
  ])('knows that %j is no %s', (value, type) => {
    expect(isOfOtherType(value, type)).toBe(true);
  });

  it.each([
    [5, 'string', '5'],
    [true, 'string', 'true'],
    ['-5', 'integer', -5],
    ['0', 'number', 0],
    ['True', 'boolean', true],
    ['FALSE', 'boolean', false],
  ])('makes of %j as %s %j', (value, type, made) => {
    expect(asType(value, type)).toBe(made);
  });

  it.each([
    [1.5, 'string'],
    ['05', 'integer'],
    ['1e3', 'number'],
    ['-0', 'integer'],
    ['9999999999999999', 'integer'],
    ['yes', 'boolean'],
    [1, 'boolean'],
    ['a', 'array'],
    [null, 'string'],
    [['a'], 'string'],
  ])('makes nothing of %j as %s', (value, type) => {
    expect(asType(value, type)).toBeNull();
  });

  it('knows the seven types', () => {
    expect(schemaTypes).toHaveLength(7);
  });
});
