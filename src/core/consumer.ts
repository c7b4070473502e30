import type { Finding } from './finding.js';

/** How many operations one consumer may name, how long such a name is, and how many consumers an account may register. */
export const mostOperations = 500;
export const longestOperationId = 300;
export const mostConsumers = 100;

/** Who uses a connector, and which operations of it. */
export interface User {
  readonly name: string;
  /** By operationId. */
  readonly operations: readonly string[];
}

/** A registered user, as it is listed. Times are RFC 3339. */
export interface Consumer extends User {
  readonly id: string;
  readonly publisher: string;
  readonly connector: string;
  readonly createdAt: string;
  /** Whether the one who asks registered it. */
  readonly yours: boolean;
}

/** Whom a change hits. */
export interface Hits {
  readonly count: number;
  /** The first of them, by name, with those of their operations that the change breaks; none where it concerns the whole connector. */
  readonly first: readonly User[];
}

/** How many of those who are hit are named. */
const named = 20;

/**
 * The users that a breaking change hits: those that use an operation of it. A change of which no operations are known (the host, the
 * sign-in, a schema that many operations share) hits all. Pure.
 */
export function consumersHit({ operations }: Pick<Finding, 'operations'>, users: readonly User[]): Hits {
  const hit = users.flatMap(({ name, operations: used }): User[] => {
    if (operations === undefined) return [{ name, operations: [] }];
    const broken = operations.filter(operation => used.includes(operation));
    return broken.length === 0 ? [] : [{ name, operations: broken }];
  });
  return { count: hit.length, first: hit.slice(0, named) };
}
