import { pointerSegments } from '../../src/core/json-pointer.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';
import { decoded } from './reference-fault.js';
import { withMember } from './with-member.js';

/** So many steps from one part to the next are taken for a whole definition; the largest real ones need a hundredth of it. */
const mostSteps = 100_000;

/**
 * Finds the operations that use what is written at a place: in their parameters, bodies, answers or what their webhook is sent,
 * directly or through references. In a definition with a hostile number of references some may be left out.
 */
export function operationsUsing(index: DefinitionIndex, at: Path): readonly OperationEntry[] {
  return operationsByPart(index).get(partOf(at)) ?? [];
}

const operationsByPart = oncePer((index: DefinitionIndex): ReadonlyMap<string, OperationEntry[]> => {
  const references = referencesByPart(index);
  const users = new Map<string, OperationEntry[]>();
  let steps = 0;
  for (const operation of index.operations) {
    const reached = new Set(startsOf(operation));
    for (const part of reached) {
      const before = users.get(part);
      if (before) before.push(operation);
      else users.set(part, [operation]);
      for (const next of references.get(part) ?? []) {
        steps += 1;
        if (steps > mostSteps) return users;
        reached.add(next);
      }
    }
  }
  return users;
});

/**
 * A definition in parts: each member of `definitions`, `parameters` and `responses`, each operation, and what is common to the
 * operations of a path. References lead from part to part, so that following them costs little.
 */
function partOf(at: Path): string {
  if (at[0] !== 'paths') return keyOf(at.slice(0, 2));
  return keyOf(at.slice(0, at[2] === 'parameters' ? 4 : 3));
}

/** Not a pointer, which would cost more to write for each schema of a large definition. */
function keyOf(at: Path): string {
  return at.join('\n');
}

function referencesByPart({ schemas }: DefinitionIndex): Map<string, Set<string>> {
  const references = new Map<string, Set<string>>();
  for (const { value, at } of withMember(schemas, '$ref')) {
    if (typeof value.$ref !== 'string' || !value.$ref.startsWith('#')) continue;
    const target = pointerSegments(decoded(value.$ref).slice(1));
    if (target === null) continue;
    const part = partOf(at);
    const others = references.get(part);
    if (others) others.add(partOf(target));
    else references.set(part, new Set([partOf(target)]));
  }
  return references;
}

function startsOf({ method, at, trigger, parameters, responses, pathItem }: OperationEntry): string[] {
  // What a webhook is sent belongs to the operation that registers it, not to those that list or delete.
  const isSent = trigger !== null || method === 'post' || method === 'put' || method === 'patch';
  return [
    keyOf(at),
    ...parameters.map(parameter => partOf(parameter.at)),
    ...responses.map(response => partOf(response.at)),
    ...(isSent ? [keyOf([...pathItem.at, 'x-ms-notification-content'])] : []),
  ];
}
