import type { Definition, Operation } from '../../runtime/definition.js';
import { alternativesOf } from '../../runtime/sign-in/schemes.js';

/** What a connection is made of does not change what the definition says. */
const noParameters = { name: null, parameters: [] };

/**
 * True when the definition says that an operation is called signed in: in each of the ways in which the runtime may sign in to it there is
 * a credential. An empty requirement among several makes signing in a choice; an empty list of the whole definition says nothing.
 */
export function needsSignIn(definition: Definition, operation: Operation): boolean {
  return alternativesOf(definition, operation, noParameters).every(schemes => schemes.length > 0);
}
