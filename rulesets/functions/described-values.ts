import type { DefinitionIndex } from '../definition-index.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from './path.js';

/** What says of one value which type, bounds, choices and default it has. */
export interface DescribedValue {
  readonly at: Path;
  readonly value: JsonObject;
  /** True for a parameter outside the body: whatever its type, it travels as text. */
  readonly isParameter: boolean;
}

/** Every description of a value once: parameters outside the body, which describe it in place, and all schemas. */
export function* describedValues({
  parameters,
  schemas,
}: Pick<DefinitionIndex, 'parameters' | 'schemas'>): Iterable<DescribedValue> {
  for (const { at, value, in: location } of parameters) {
    if (location !== 'body') yield { at, value, isParameter: true };
  }
  for (const { at, value } of schemas) yield { at, value, isParameter: false };
}
