import type { DefinitionIndex } from '../definition-index.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from './path.js';
import { withMember } from './with-member.js';

/** What says of one value which type, bounds, choices and default it has. */
export interface DescribedValue {
  readonly at: Path;
  readonly value: JsonObject;
  /** True for a parameter outside the body: whatever its type, it travels as text. */
  readonly isParameter: boolean;
}

/**
 * Every description of a value that uses one of these keywords once: parameters outside the body, which describe it in place, and all
 * schemas.
 */
export function* describedValues(
  { parameters, schemas }: Pick<DefinitionIndex, 'parameters' | 'schemas'>,
  ...keywords: readonly string[]
): Iterable<DescribedValue> {
  for (const { at, value, in: location } of withMember(parameters, ...keywords)) {
    if (location !== 'body') yield { at, value, isParameter: true };
  }
  for (const { at, value } of withMember(schemas, ...keywords)) yield { at, value, isParameter: false };
}
