import { indexDefinition } from '../definition-index.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { expandedContents } from './expanded-contents.js';

/** The size of an answer's schema beside these definitions. */
function sizeOf(schema: JsonObject, definitions: JsonObject = {}) {
  const responses = { '200': { schema } };
  const [content] = expandedContents(indexDefinition({ paths: { '/a': { get: { responses } } }, definitions }));
  return content && { count: content.count, depth: content.depth };
}

const ref = (name: string) => ({ $ref: `#/definitions/${name}` });
const text = { type: 'string' };

describe('rulesets/functions/expanded-contents', () => {
  it('counts the schema itself and every schema inside it', () => {
    const item = { properties: { name: text, tags: { type: 'array', items: text } }, additionalProperties: text };

    expect(sizeOf(text)).toEqual({ count: 1, depth: 0 });
    expect(sizeOf({ items: item })).toEqual({ count: 6, depth: 3 });
    expect(sizeOf({ allOf: [item, text], additionalProperties: true })).toEqual({ count: 7, depth: 3 });
  });

  it('counts what is referred to each time, at the deepest place', () => {
    const Item = { properties: { name: text } };

    expect(sizeOf(ref('Item'), { Item })).toEqual({ count: 2, depth: 1 });
    expect(sizeOf({ properties: { a: ref('Item'), b: { items: ref('Item') } } }, { Item })).toEqual({
      count: 6,
      depth: 3,
    });
  });

  it('counts a reference that leads nowhere as one', () => {
    expect(sizeOf({ items: ref('Item') })).toEqual({ count: 2, depth: 1 });
    expect(sizeOf({ items: { $ref: 7 } })).toEqual({ count: 2, depth: 1 });
    expect(sizeOf({ items: { $ref: '#/info' } })).toEqual({ count: 2, depth: 1 });
  });

  it('counts the members of a circle once', () => {
    const Tree = { properties: { name: text, children: { items: ref('Tree') } } };

    expect(sizeOf(ref('Tree'), { Tree })).toEqual({ count: 4, depth: 2 });
  });

  it('gives all members of a circle the same count', () => {
    const definitions = {
      A: { properties: { b: ref('B'), c: ref('C') } },
      B: { properties: { a: ref('A'), again: ref('A') } },
      C: { items: text },
    };

    expect(sizeOf(ref('A'), definitions)).toEqual({ count: 6, depth: 2 });
    expect(sizeOf(ref('B'), definitions)).toEqual({ count: 6, depth: 1 });
  });

  it('takes no longer for a number beyond counting', () => {
    const doubling = Array.from({ length: 2000 }, (_, n) => [
      `D${n}`,
      { properties: { a: ref(`D${n + 1}`), b: ref(`D${n + 1}`) } },
    ]);

    expect(sizeOf(ref('D0'), Object.fromEntries(doubling))).toEqual({ count: Infinity, depth: 2000 });
  });

  it('finds bodies, answers and notifications', () => {
    const document = {
      paths: {
        '/a': {
          post: {
            parameters: [
              { in: 'body', schema: text },
              { in: 'query', schema: text },
            ],
            responses: { '200': {}, '400': { schema: text } },
          },
          'x-ms-notification-content': { schema: text },
        },
      },
    };

    expect(expandedContents(indexDefinition(document)).map(({ kind, at }) => [kind, at.at(-2)])).toEqual([
      ['body', 0],
      ['answer', '400'],
      ['notification', 'x-ms-notification-content'],
    ]);
  });
});
