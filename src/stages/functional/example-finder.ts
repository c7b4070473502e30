import { own } from '../../core/json-value.js';
import type { Operation, Parameter } from '../../runtime/definition.js';
import { exampleKey, exampleMembers } from './response-examples.js';
import type { ExampleMembers } from './response-examples.js';
import { collectionBefore } from './sources.js';

/** Gives what the examples of answers show for a parameter of an operation; undefined when they show nothing that is meant. */
export type FindExample = (parameter: Parameter, operation: Operation) => unknown;

const changing: readonly Operation['method'][] = ['put', 'patch', 'delete'];

/**
 * A finder over the examples of these operations. A member of the parameter's own name is meant wherever it stands, the operation's own
 * examples first; for the id of a path also `id` in the examples of what lists, creates or reads that very thing. An example shows what
 * an id looks like and promises nobody that there is such a thing: whoever has an earlier answer takes that. Pure.
 */
export function createExampleFinder(operations: readonly Operation[]): FindExample {
  const members = new Map<Operation, ExampleMembers>();
  const membersOf = (operation: Operation): ExampleMembers => {
    const known = members.get(operation) ?? exampleMembers(operation);
    members.set(operation, known);
    return known;
  };
  return (parameter, operation) => {
    if (parameter.in === 'body' || parameter.in === 'formData') return undefined;
    // What an example names may be there, and be somebody's: it is read, never changed.
    if (parameter.in === 'path' && changing.includes(operation.method)) return undefined;
    const key = exampleKey(parameter.name);
    // A bare `id` or `name` means something else at every operation.
    const named = key.length > 4 ? [operation, ...operations].map(each => membersOf(each).get(key)) : [];
    const collection = parameter.in === 'path' ? collectionBefore(operation.path, parameter.name) : null;
    const item = `${collection}/{${parameter.name}}`;
    const ofThing =
      collection === null
        ? []
        : operations
            .filter(({ path }) => shape(path) === shape(collection) || shape(path) === shape(item))
            .map(each => membersOf(each).get('id'));
    return [...named, ...ofThing].find(value => fits(value, own(parameter.declaration, 'type')));
  };
}

function fits(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function shape(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}');
}
