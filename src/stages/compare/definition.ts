import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import { follow } from '../../runtime/references.js';
import type { Budget } from './budget.js';
import { createShapeReader } from './schema-shape.js';
import type { LocatedSchema, ReadShape } from './schema-shape.js';

/** The methods that an OpenAPI 2.0 path may have. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** A value that a caller gives by name: in path, query, header or form. */
export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  /** Where it stands in the list of its operation or path. */
  readonly pointer: string;
}

/** The JSON that a caller sends. */
export interface Body {
  readonly required: boolean;
  readonly pointer: string;
  readonly schema: LocatedSchema;
}

export interface Operation {
  /** Its operationId; `GET /items` where it has none. */
  readonly id: string;
  readonly method: string;
  /** The path template. */
  readonly path: string;
  readonly pointer: string;
  /** By name. Where it stands is not part of what it is: a parameter that moves is not a new one. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly body: Body | null;
}

/** A definition as far as its users depend on it. */
export interface Definition {
  /** `info.version`; null where there is none. */
  readonly version: string | null;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly shapeOf: ReadShape;
}

/** Reads a definition. Says nothing of its faults: whatever cannot be understood is left out. */
export function readDefinition(root: unknown, budget: Budget): Definition {
  const operations = new Map<string, Operation>();
  for (const operation of operationsOf(root)) {
    if (!operations.has(operation.id)) operations.set(operation.id, operation);
  }
  return {
    version: textOf(own(own(root, 'info'), 'version')),
    operations,
    shapeOf: createShapeReader(root, budget),
  };
}

function* operationsOf(root: unknown): Generator<Operation> {
  for (const [path, written] of Object.entries(objectOf(own(root, 'paths')))) {
    const item = follow(root, written, pointerTo('/paths', path));
    if (item === null) continue;
    for (const method of methods) {
      const value = own(item.value, method);
      if (!isObject(value)) continue;
      const pointer = pointerTo(item.pointer, method);
      const inputs = [
        ...parametersAt(root, own(item.value, 'parameters'), pointerTo(item.pointer, 'parameters')),
        // After those of the path, because they take their place.
        ...parametersAt(root, own(value, 'parameters'), pointerTo(pointer, 'parameters')),
      ];
      yield {
        id: textOf(own(value, 'operationId')) ?? `${method.toUpperCase()} ${path}`,
        method,
        path,
        pointer,
        parameters: new Map(inputs.flatMap(input => (input.body ? [] : [[input.name, input]]))),
        body: inputs.findLast(input => input.body !== null)?.body ?? null,
      };
    }
  }
}

function* parametersAt(
  root: unknown,
  list: unknown,
  listPointer: string,
): Generator<Parameter & { readonly body: Body | null }> {
  for (const [index, written] of arrayOf(list).entries()) {
    const pointer = pointerTo(listPointer, index);
    const found = follow(root, written, pointer);
    const name = textOf(own(found?.value, 'name'));
    const place = textOf(own(found?.value, 'in'));
    if (found === null || place === null) continue;
    const required = own(found.value, 'required') === true;
    if (place === 'body') {
      const schema = { value: own(found.value, 'schema'), pointer: pointerTo(found.pointer, 'schema') };
      yield { name: name ?? 'body', required, pointer, body: { required, pointer, schema } };
    } else if (name !== null) {
      yield { name, required, pointer, body: null };
    }
  }
}
