import { defineRule } from '../define-rule.js';
import type { OperationEntry } from '../definition-index.js';
import { pathsOf } from '../examples.js';
import { pathShape } from '../functions/path-shape.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-template-partial-duplicate',
  severity: 'warning',
  description: 'No value of a path’s variable makes it the path of another operation.',
  docs: {
    why: 'With `/items/{id}` and `/items/latest`, a user who asks for the item "latest" gets another operation’s answer.',
    fix: 'Give one of the two a path of its own, and lead it to the real one with a routerequesttoendpoint policy.',
    source: 'Swagger Validator: PartialDuplicateOperationPath.',
  },
  *check({ operations }) {
    const gaps = gapsOf(operations);
    const fixed = new Map<string, { operation: OperationEntry; text: string }>();
    for (const { operation, key, text } of gaps) {
      if (text !== variable && text !== '' && !fixed.has(key)) fixed.set(key, { operation, text });
    }
    const said = new Set<OperationEntry>();
    for (const { operation, key, text } of gaps) {
      const other = fixed.get(key);
      if (text !== variable || other === undefined || said.has(operation)) continue;
      said.add(operation);
      yield {
        at: operation.at,
        message:
          `With the value ${quoted(other.text)}, the path ${quoted(operation.template)} of the operation ` +
          `${quoted(operation.label)} is that of the operation ${quoted(other.operation.label)}.`,
      };
    }
  },
  examples: {
    of: pathsOf,
    good: [
      { '/items/{id}': ['get GetItem'], '/items/latest': ['post AddItem'] },
      { '/items/{id}': ['get GetItem'], '/items/': ['get ListItems'], '/items/{id}/parts': ['get ListParts'] },
    ],
    bad: [
      {
        part: { '/items/{id}': ['get GetItem'], '/items/latest': ['get GetLatestItem'], '/items/old': ['get ListOld'] },
        at: ['/paths/~1items~1{id}/get'],
      },
      {
        part: { '/a/{id}/b/{part}': ['get GetPart'], '/A/new/b/{name}': ['get GetNewPart'] },
        at: ['/paths/~1a~1{id}~1b~1{part}/get'],
      },
    ],
  },
});

const variable = '{}';

/** A path with one of its segments left open. */
interface Gap {
  readonly operation: OperationEntry;
  /** The same for two paths that differ in nothing but this segment. */
  readonly key: string;
  /** The shape of the segment. */
  readonly text: string;
}

/**
 * Every path with each of its segments left open. What stands before and behind a gap is numbered instead of written out, so that
 * the work grows with the length of the paths and not with its square.
 */
function gapsOf(operations: readonly OperationEntry[]): Gap[] {
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  const lengths = new Map<string, number>();
  const paths = operations.map(operation => {
    const segments = pathShape(operation.template).split('/');
    const length = `${operation.method} ${segments.length}`;
    lengths.set(length, (lengths.get(length) ?? 0) + 1);
    return { operation, segments, length };
  });
  return paths.flatMap(({ operation, segments, length }) => {
    if (lengths.get(length) === 1) return []; // no other can be like it
    const before = numbersOf(segments, starts);
    const behind = numbersOf(segments.toReversed(), ends).reverse();
    return segments.map((text, position) => ({
      operation,
      key: `${operation.method} ${before[position]} ${behind[position]}`,
      text,
    }));
  });
}

/** For each segment, a number for all those in front of it together: the same number means the same segments. */
function numbersOf(segments: readonly string[], known: Map<string, number>): number[] {
  let number = 0;
  return segments.map(segment => {
    const before = number;
    const key = `${before} ${segment}`;
    number = known.get(key) ?? known.size + 1;
    known.set(key, number);
    return before;
  });
}
