import { arrayOf } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import type { Path } from './path.js';

/** A scheme where it is written: in the definition's list, or in an operation's own. */
export interface WrittenScheme {
  readonly at: Path;
  readonly scheme: unknown;
  /** Whether https is in the same list, and where. */
  readonly https: 'first' | 'among' | 'missing';
}

/** Every scheme that the definition and its operations name, in the order of the document. */
export function* writtenSchemes({ root, operations }: DefinitionIndex): Iterable<WrittenScheme> {
  yield* schemesOf(root.schemes, ['schemes']);
  for (const { value, at } of operations) yield* schemesOf(value.schemes, [...at, 'schemes']);
}

function* schemesOf(value: unknown, at: Path): Iterable<WrittenScheme> {
  const list = arrayOf(value);
  const https = placeOf(list.indexOf('https'));
  for (const [position, scheme] of list.entries()) yield { at: [...at, position], scheme, https };
}

function placeOf(position: number): WrittenScheme['https'] {
  if (position === -1) return 'missing';
  return position === 0 ? 'first' : 'among';
}
