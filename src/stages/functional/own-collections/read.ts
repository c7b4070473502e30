/**
 * Reads the collections that a package brings along, `tests/*.postman_collection.json` with `tests/*.postman_environment.json`, and
 * makes them ones that can be run: each request calls an operation of the connector through the gateway, and nothing of a collection
 * makes Newman read a file, use a proxy or a certificate, or send a credential. Pure.
 *
 * For the stage: run each collection with the runner's `strangers` argument, behind a gateway of its own whose targets are its
 * `cases` (a script can name any case of its gateway, and none of another). `faults` are findings; `faultsOfOwnRun` (run-faults.ts) makes more
 * of how a run ended. What the scripts assert is evidence of the submitter and never part of a verdict that somebody relies on.
 */
import type { PackageContent } from '../../../core/package.js';
import { readJson } from '../../../core/json-text.js';
import type { JsonText } from '../../../core/json-text.js';
import { isObject, own } from '../../../core/json-value.js';
import type { Definition } from '../../../runtime/definition.js';
import { readEnvironments } from './environments.js';
import { createFaultList, shown } from './fault.js';
import type { FaultList, OwnCollectionFault } from './fault.js';
import { collectionLimits, mostCollections } from './limits.js';
import type { OwnCase } from './own-case.js';
import { rewriteCollection } from './rewrite.js';

/** A submitter's collection, ready for the runner. */
export interface OwnCollection {
  /** Path inside the package. */
  readonly path: string;
  readonly name: string;
  /** Postman Collection 2.1. */
  readonly collection: object;
  readonly environment: object | null;
  /** By case id, `own-<collection>-<request>`, both counted from 1. The id is the item's as well. */
  readonly cases: ReadonlyMap<string, OwnCase>;
}

/** What a package brings along, and what is wrong with it. */
export interface OwnCollections {
  readonly collections: readonly OwnCollection[];
  readonly faults: readonly OwnCollectionFault[];
}

const collectionPath = /^tests\/[^/]+\.postman_collection\.json$/;

/** Reads them all. A collection that cannot be read whole is not run, and its fault says why. */
export function readOwnCollections(content: PackageContent, definition: Definition): OwnCollections {
  const paths = content.files
    .map(({ path }) => path)
    .filter(path => collectionPath.test(path))
    .sort();
  const environments = readEnvironments(content, paths);
  const faults: OwnCollectionFault[] = [...environments.faults];
  const collections: OwnCollection[] = [];
  paths.forEach((path, index) => {
    const json = readJson(content.read(path) ?? new Uint8Array(), collectionLimits);
    const list = createFaultList(path, json);
    const collection =
      index >= mostCollections
        ? refuse(
            list,
            `The package has more than ${mostCollections} collections; this one is not run.`,
            'Join collections.',
          )
        : readCollection(json, { path, number: index + 1, definition, faults: list });
    faults.push(...list.faults);
    if (collection) collections.push({ ...collection, environment: environments.environmentOf(path) });
  });
  return { collections, faults };
}

function readCollection(
  json: JsonText,
  {
    path,
    number,
    definition,
    faults,
  }: {
    readonly path: string;
    readonly number: number;
    readonly definition: Definition;
    readonly faults: FaultList;
  },
): Omit<OwnCollection, 'environment'> | null {
  const [fault] = json.faults;
  if (fault) {
    const { pointer, message } = fault;
    const fix = 'Export the collection again, as Collection v2.1, and make it smaller if it is too large.';
    faults.add({
      rule: 'functional-own-collection',
      severity: 'error',
      pointer,
      message: `The collection is not run: ${message}`,
      fix,
    });
    return null;
  }
  const { value } = json;
  const schema = own(own(value, 'info'), 'schema');
  const known = schema === undefined || (typeof schema === 'string' && /\/v2\.[01]\.\d+\//.test(schema));
  if (!isObject(value) || !Array.isArray(own(value, 'item')) || !known) {
    return refuse(faults, 'This is no Postman Collection 2.0 or 2.1; it is not run.', 'Export it as Collection v2.1.');
  }
  const rewritten = rewriteCollection(value, { number, definition, faults });
  if (rewritten === null) return null;
  const name = own(own(value, 'info'), 'name');
  return { path, name: shown(name) || path, ...rewritten };
}

function refuse(faults: FaultList, message: string, fix: string): null {
  faults.add({ rule: 'functional-own-collection', severity: 'error', pointer: '', message, fix });
  return null;
}
