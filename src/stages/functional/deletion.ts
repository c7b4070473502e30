import type { Operation, Parameter } from '../../runtime/definition.js';
import type { ValueOrigin } from './generate.js';
import { collectionBefore } from './sources.js';
import type { Source } from './sources.js';

/** What is known of the values of a call before it is made. */
export interface ValuesOfCall {
  /** By parameter name: the earlier answer that a value is taken from. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly origins: Readonly<Record<string, ValueOrigin>>;
}

/** Values that the author gave for tests: what they name may be deleted, because the author says so. */
const given: readonly ValueOrigin[] = ['tests/values.json', 'x-ms-test-value'];

/** What only looks for things: by how its name begins, and by the last word of its path. */
const searchingName = /^(?:search|query|find|list|filter|look_?up|match|get|fetch|export)/i;
const searchingPath = /\/[_$:]?(?:search|query|find|filter|look-?up|match|list)$/i;

/**
 * Why a call that is to succeed must not be made, because it might delete what somebody else made: the id that it names comes from a list,
 * from an example, or from nowhere. Null when the run has made what is deleted, when the author gave its id, and for every other method.
 */
export function deletesForeign(operation: Operation, { sources, origins }: ValuesOfCall): string | null {
  if (operation.method !== 'delete') return null;
  const named = namesOfThing(operation);
  if (named.length === 0) return 'it deletes without an id that says what';
  const own = named.some(parameter => {
    const origin = origins[parameter.name];
    if (origin !== undefined && given.includes(origin)) return true;
    const source = sources.get(parameter.name);
    return origin === 'earlier answer' && source !== undefined && creates(source, operation, parameter);
  });
  return own
    ? null
    : 'it would delete something that this test did not create; tests/values.json can name what may be deleted';
}

/** The parameter that names what is deleted: the last one of the path, else whatever the query requires. */
function namesOfThing({ path, parameters }: Operation): Parameter[] {
  const inPath = parameters.filter(parameter => parameter.in === 'path');
  if (inPath.length === 0) return parameters.filter(parameter => parameter.in === 'query' && parameter.required);
  const places = inPath.map(parameter => ({ parameter, at: path.lastIndexOf(`{${parameter.name}}`) }));
  return places
    .sort((a, b) => b.at - a.at)
    .slice(0, 1)
    .map(({ parameter }) => parameter);
}

/**
 * True for a POST that makes things: its 201 says so; else it is not called a search, and stands where its things stand or answers with
 * the id of one thing instead of a list.
 */
function creates({ operation: source, pointer }: Source, { path }: Operation, { name }: Parameter): boolean {
  if (source.method !== 'post') return false;
  if (source.responses.some(({ status }) => status === '201')) return true;
  if (searchingName.test(source.operationId) || searchingPath.test(source.path)) return false;
  const collection = collectionBefore(path, name);
  const standsThere = collection !== null && sameShape(source.path, collection);
  return standsThere || !pointer.split('/').some(segment => /^\d+$/.test(segment));
}

function sameShape(one: string, other: string): boolean {
  const shape = (path: string) => path.replace(/\{[^{}]*\}/g, '{}').replace(/\/+$/, '');
  return shape(one) === shape(other);
}
