import type { Definition, Operation } from '../../runtime/definition.js';
import type { PlanInput } from './plan.js';
import type { Testability } from './testability.js';

/** What a plan has to know of each operation that the connection decides. */
export type CallableOperations = Required<Pick<PlanInput, 'testability' | 'triggerDataPath'>>;

interface Known {
  readonly testability: Testability;
  readonly triggerDataPath: string | null;
}

/** Finds out once what the connection makes of each operation. Throws what `testabilityOf` throws. */
export function callableOperations(
  definition: Definition,
  know: (operation: Operation, index: number) => Known,
): CallableOperations {
  const known = new Map(definition.operations.map((operation, index) => [operation, know(operation, index)]));
  const of = (operation: Operation): Known => {
    const found = known.get(operation);
    if (found === undefined) throw new Error(`${operation.operationId} is no operation of the definition.`);
    return found;
  };
  return {
    testability: operation => of(operation).testability,
    triggerDataPath: operation => of(operation).triggerDataPath,
  };
}

/** The same in the form in which evidence keeps it: no policy, because what they made of each call was recorded. */
export interface StoredCallable {
  readonly testability: Testability['kind'];
  readonly untestable: string | null;
  readonly triggerDataPath: string | null;
}

/** What evidence keeps of one operation, so that the same calls can be planned again without the connection. */
export function storedCallable(operation: Operation, callable: CallableOperations): StoredCallable {
  const testability = callable.testability(operation);
  return {
    testability: testability.kind,
    untestable: testability.kind === 'untestable' ? testability.reason : null,
    triggerDataPath: callable.triggerDataPath(operation),
  };
}

/** What was known of an operation, by what evidence kept of it. */
export function restoredCallable({ testability, untestable, triggerDataPath }: StoredCallable): Known {
  return {
    triggerDataPath,
    testability:
      testability === 'untestable'
        ? { kind: testability, reason: untestable ?? '' }
        : { kind: testability, policies: [] },
  };
}
