import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';

/** What an operation says of its own history: `x-ms-api-annotation`. */
export interface Annotation {
  readonly operation: OperationEntry;
  readonly at: Path;
  readonly value: JsonObject;
  /** The name that all revisions of one operation share; null for an operation that has only one. */
  readonly family: string | null;
  /** Which one of them it is, counted from 1; null when it does not say so in a way that counts. */
  readonly revision: number | null;
  readonly inProduction: boolean;
}

/** The annotations of all operations that have one. */
export const annotations = oncePer(({ operations }: DefinitionIndex): readonly Annotation[] =>
  operations.flatMap(operation => {
    const value = operation.value[extension];
    if (!isObject(value)) return [];
    const { family, revision } = value;
    return [
      {
        operation,
        at: [...operation.at, extension],
        value,
        family: typeof family === 'string' && family !== '' ? family : null,
        revision: typeof revision === 'number' && Number.isInteger(revision) && revision >= 1 ? revision : null,
        inProduction: isProduction(value),
      },
    ];
  }),
);

const extension = 'x-ms-api-annotation';

/** The annotations by the family that they name. */
export const families = oncePer((index: DefinitionIndex): ReadonlyMap<string, readonly Annotation[]> => {
  const found = new Map<string, Annotation[]>();
  for (const annotation of annotations(index)) {
    if (annotation.family === null) continue;
    const others = found.get(annotation.family);
    if (others) others.push(annotation);
    else found.set(annotation.family, [annotation]);
  }
  return found;
});

/** True when an annotation, of an operation or of the connector, says that it is in production. */
export function isProduction({ status }: JsonObject): boolean {
  return typeof status === 'string' && status.toLowerCase() === 'production';
}
