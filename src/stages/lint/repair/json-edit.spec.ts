import { readJson } from '../../../core/json-text.js';
import { removeMembers, renameMember, setMember } from './json-edit.js';
import type { Edit } from './json-edit.js';

const read = (text: string) => readJson(new TextEncoder().encode(text));
const after = (text: string, edit: Edit | null) =>
  edit === null ? null : text.slice(0, edit.start) + edit.text + text.slice(edit.end);

describe('stages/lint/repair/json-edit', () => {
  it.each([
    ['a value', '{"a": [1, {"b": "x"}]}', ['a', 1, 'b'], '{"a": [1, {"b": true}]}'],
    ['an object', '{"a": {"}": "]"}, "b": 1}', ['a'], '{"a": true, "b": 1}'],
    ['a number', '[-1.5e3,2]', [0], '[true,2]'],
    ['a member with an escaped name', '{"a\\u0062": 1}', ['ab'], '{"a\\u0062": true}'],
  ])('sets %s', (_, text, path, expected) => {
    expect(after(text, setMember(read(text), path, true))).toBe(expected);
  });

  it.each([
    ['over lines', '{\n  "a": 1\n}', '{\n  "a": 1,\n  "x": "y"\n}'],
    [
      'over lines with tabs and CRLF',
      '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}',
      '{\r\n\t"a": 1,\r\n\t"b": 2,\r\n\t"x": "y"\r\n}',
    ],
    ['on one line', '{"a":1}', '{"a":1,"x":"y"}'],
    ['with blanks', '{ "a": 1 }', '{ "a": 1, "x": "y" }'],
    ['into nothing', '{\n}', '{ "x": "y" }'],
  ])('adds a member %s as its neighbours are', (_, text, expected) => {
    expect(after(text, setMember(read(text), ['x'], 'y'))).toBe(expected);
  });

  it.each([
    ['the first', '{"a": 1, "b": 2}', ['a'], '{"b": 2}'],
    ['one in the middle', '[1,\n 2,\n 3]', [1], '[1,\n 3]'],
    ['the last', '{\n  "a": 1,\n  "b": [2]\n}', ['b'], '{\n  "a": 1\n}'],
    ['the only one', '{ "a": { "b": 1 } }', ['a', 'b'], '{ "a": {} }'],
  ])('removes %s with its comma', (_, text, path, expected) => {
    const [edit] = removeMembers(read(text), [path]) ?? [];

    expect(after(text, edit ?? null)).toBe(expected);
  });

  it.each([
    ['neighbours at the end', '[1, 2, 3, 4]', [2, 3], ['[1, 2]']],
    ['all of them', '[1, 2]', [1, 0], ['[]']],
    ['neighbours and another', '[1, 2, 3, 4]', [0, 1, 3], ['[3, 4]', '[1, 2, 3]']],
  ])('removes %s', (_, text, positions, expected) => {
    const edits =
      removeMembers(
        read(text),
        positions.map(position => [position]),
      ) ?? [];

    expect(edits.map(edit => after(text, edit))).toEqual(expected);
  });

  it('gives a member another name, unless that is taken', () => {
    const text = '{"a": {"b": 1, "c": 2}}';

    expect(after(text, renameMember(read(text), ['a', 'b'], 'd'))).toBe('{"a": {"d": 1, "c": 2}}');
    expect(renameMember(read(text), ['a', 'b'], 'c')).toBeNull();
    expect(renameMember(read('[1]'), [0], 'c')).toBeNull();
  });

  it('does nothing where the place is missing or the text around it is not plain JSON', () => {
    expect(setMember(read('{"a": 1}'), ['b', 'c'], 1)).toBeNull();
    expect(removeMembers(read('{"a": 1}'), [['b']])).toBeNull();
    expect(removeMembers(read('{"a": 1}'), [[]])).toBeNull();
    const commented = '{"a": 1 /* one */, "b": [2 /* two */]}';
    expect(removeMembers(read(commented), [['a']])).toBeNull();
    expect(setMember(read(commented), ['b'], 1)).toBeNull();
  });
});
