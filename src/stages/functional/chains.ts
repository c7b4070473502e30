import type { Operation, Parameter } from '../../runtime/definition.js';
import { idParameter } from './cases/safety.js';
import type { RequestWriter } from './request-writer.js';
import { referenceIn } from './test-values.js';
import type { TestValues } from './test-values.js';

/** What one operation creates, what is done with it, and how it goes away again. */
export interface Chain {
  readonly create: Operation;
  /** Where the answer of `create` has the id: a JSON pointer. */
  readonly idPointer: string;
  /** Operations that take the id of what was created, in the order in which they are called. */
  readonly uses: readonly Operation[];
  readonly removal: Removal;
}

/** How what was created is removed. */
export type Removal =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly id: Parameter }
  /** The author says how (`$cleanup` in tests/values.json). */
  | { readonly kind: 'given'; readonly operation: Operation; readonly values: Readonly<Record<string, unknown>> }
  /** The author says that nothing has to be removed. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'none' };

/**
 * Finds the chains of a connector: a POST whose answer holds an id that other operations of this run take. What deletes is known by its
 * method and by its id; where there are several, the one with the shortest path. Pure.
 */
export function chainsOf(
  operations: readonly Operation[],
  {
    writer,
    values,
    removing,
  }: {
    readonly writer: RequestWriter;
    readonly values: TestValues;
    /** What an author may name to clean up with: everything that can be called. */
    readonly removing: readonly Operation[];
  },
): Chain[] {
  const found = new Map<Operation, { idPointer: string; uses: Operation[]; removers: Remover[] }>();
  const callable = new Set(operations);
  for (const { operation, sources } of writer.ordered) {
    const id = idParameter(operation) ?? operation.parameters.filter(({ in: place }) => place === 'path').at(-1);
    if (id === undefined || !callable.has(operation)) continue;
    const reference = referenceIn(values.valueFor(operation, id));
    const source = sources.get(id.name) ?? sources.get(`${id.name} 0`);
    const pointer = source?.pointer ?? reference?.pointer;
    if (source === undefined || pointer === undefined || source.operation.method !== 'post') continue;
    const chain = found.get(source.operation) ?? { idPointer: pointer, uses: [], removers: [] };
    chain.uses.push(operation);
    if (operation.method === 'delete' && chain.idPointer === pointer) chain.removers.push({ operation, id });
    found.set(source.operation, chain);
  }
  for (const operation of operations) {
    // Whoever says how something is cleaned up says that it is created.
    if (operation.method !== 'post' || found.has(operation) || values.cleanupOf(operation) === null) continue;
    found.set(operation, { idPointer: '', uses: [], removers: [] });
  }
  return [...found].map(([create, { idPointer, uses, removers }]) => ({
    create,
    idPointer,
    uses,
    removal: removalOf(create, removers, { operations: removing, values }),
  }));
}

interface Remover {
  readonly operation: Operation;
  readonly id: Parameter;
}

function removalOf(
  create: Operation,
  removers: readonly Remover[],
  { operations, values }: { readonly operations: readonly Operation[]; readonly values: TestValues },
): Removal {
  const given = values.cleanupOf(create);
  if (given === 'not-needed') return { kind: 'not-needed' };
  if (given !== null) {
    const operation = operations.find(({ operationId }) => operationId === given.operationId);
    return operation ? { kind: 'given', operation, values: given.values } : { kind: 'none' };
  }
  const [remover] = [...removers].sort(
    (a, b) => a.operation.path.split('/').length - b.operation.path.split('/').length,
  );
  return remover ? { kind: 'operation', ...remover } : { kind: 'none' };
}
