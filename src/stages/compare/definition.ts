import { isObject, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import { follow } from '../../runtime/references.js';

/** The methods that an OpenAPI 2.0 path may have. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** An object of a document, where it stands. */
export interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

export interface Operation {
  /** Its operationId; `GET /items` where it has none. */
  readonly id: string;
  readonly method: string;
  /** The path template. */
  readonly path: string;
  readonly value: JsonObject;
  readonly pointer: string;
  /** What its path holds: this and other operations, and what they have in common. */
  readonly item: Located;
}

/** A definition as far as its users depend on it. */
export interface Definition {
  readonly root: unknown;
  /** `info.version`; null where there is none. */
  readonly version: string | null;
  /** `info.title`; null where there is none. */
  readonly title: string | null;
  /** By id; of several with one id the first, as lint refuses the others. */
  readonly operations: ReadonlyMap<string, Operation>;
}

/** Reads a definition. Says nothing of its faults: whatever cannot be understood is left out. */
export function readDefinition(root: unknown): Definition {
  const operations = new Map<string, Operation>();
  for (const operation of operationsOf(root)) {
    if (!operations.has(operation.id)) operations.set(operation.id, operation);
  }
  const info = own(root, 'info');
  return { root, version: textOf(own(info, 'version')), title: textOf(own(info, 'title')), operations };
}

/** The object that a value of the document is, its references followed; null when it is none or they lead to none. */
export function locate(root: unknown, value: unknown, pointer: string): Located | null {
  const found = follow(root, value, pointer);
  return found !== null && isObject(found.value) ? { value: found.value, pointer: found.pointer } : null;
}

function* operationsOf(root: unknown): Generator<Operation> {
  for (const [path, written] of Object.entries(objectOf(own(root, 'paths')))) {
    const item = locate(root, written, pointerTo('/paths', path));
    if (item === null) continue;
    for (const method of methods) {
      const value = own(item.value, method);
      if (!isObject(value)) continue;
      const id = textOf(own(value, 'operationId')) ?? `${method.toUpperCase()} ${path}`;
      yield { id, method, path, value, pointer: pointerTo(item.pointer, method), item };
    }
  }
}
