import { arrayOf, isObject, objectOf, own } from '../core/json-value.js';
import { pointerTo, textOf, textsOf } from './json.js';
import type { JsonObject } from '../core/json-value.js';
import { follow } from './references.js';

export const methods = ['get', 'put', 'post', 'patch', 'delete', 'options', 'head'] as const;
export type Method = (typeof methods)[number];

export const parameterPlaces = ['path', 'query', 'header', 'formData', 'body'] as const;
export type ParameterPlace = (typeof parameterPlaces)[number];

/** One parameter of an operation, its reference followed. For `in: body`, `schema` is the body's; else it is the parameter itself. */
export interface Parameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly schema: JsonObject;
  readonly declaration: JsonObject;
  /** Where it is declared. */
  readonly pointer: string;
}

/** What the definition says of one status code of an operation. */
export interface DeclaredResponse {
  /** Three digits, or `default`. */
  readonly status: string;
  /** The response's place under the operation, whether or not it is a reference. */
  readonly pointer: string;
  /** Undefined when the response declares no body. */
  readonly schema: unknown;
  readonly schemaPointer: string;
  /** By media type, as written; undefined when there is none. */
  readonly examples: unknown;
}

/** One operation of a connector, as a consumer can call it. */
export interface Operation {
  readonly operationId: string;
  readonly method: Method;
  /** As written in the definition, without the base path: `/books/{bookId}`. */
  readonly path: string;
  readonly pointer: string;
  readonly parameters: readonly Parameter[];
  readonly responses: readonly DeclaredResponse[];
  readonly consumes: readonly string[];
  readonly declaration: JsonObject;
}

/** What the runtime needs to know of a definition (OpenAPI 2.0). */
export interface Definition {
  readonly document: JsonObject;
  /** Host and port as written; null when the definition names none. */
  readonly host: string | null;
  readonly scheme: 'https' | 'http';
  /** Starts with a slash and does not end with one; '' for the root. */
  readonly basePath: string;
  readonly operations: readonly Operation[];
}

/**
 * Reads a definition's parsed JSON for calling its operations. Tolerant: what is malformed is left out, because the lint stage
 * says so; an operation without an operationId is named by its method and path.
 */
export function readDefinition(value: unknown): Definition {
  const document = objectOf(value);
  const schemes = textsOf(own(document, 'schemes'));
  const onlyHttp = schemes.includes('http') && !schemes.includes('https');
  return {
    document,
    host: textOf(own(document, 'host')),
    scheme: onlyHttp ? 'http' : 'https',
    basePath: basePathOf(own(document, 'basePath')),
    operations: operationsOf(document),
  };
}

function basePathOf(value: unknown): string {
  const text = (textOf(value) ?? '').replace(/\/+$/, '');
  return text === '' || text.startsWith('/') ? text : `/${text}`;
}

function operationsOf(document: JsonObject): Operation[] {
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(objectOf(own(document, 'paths')))) {
    if (!path.startsWith('/') || !isObject(item)) continue;
    for (const method of methods) {
      const declaration = own(item, method);
      if (!isObject(declaration)) continue;
      const pointer = pointerTo('', 'paths', path, method);
      const consumes = textsOf(own(declaration, 'consumes') ?? own(document, 'consumes'));
      operations.push({
        operationId: textOf(own(declaration, 'operationId')) ?? `${method.toUpperCase()} ${path}`,
        method,
        path,
        pointer,
        parameters: parametersOf(document, path, item, declaration, pointer),
        responses: responsesOf(document, declaration, pointer),
        consumes,
        declaration,
      });
    }
  }
  return operations;
}

/** Parameters of the path item and of the operation; the operation's own replace those of the same name and place. */
function parametersOf(
  document: JsonObject,
  path: string,
  item: JsonObject,
  operation: JsonObject,
  pointer: string,
): Parameter[] {
  const found = new Map<string, Parameter>();
  const sources = [
    { list: arrayOf(own(item, 'parameters')), at: pointerTo('', 'paths', path, 'parameters') },
    { list: arrayOf(own(operation, 'parameters')), at: pointerTo(pointer, 'parameters') },
  ];
  for (const { list, at } of sources) {
    list.forEach((written, index) => {
      const resolved = follow(document, written, pointerTo(at, index));
      const declaration = objectOf(resolved?.value);
      const name = textOf(own(declaration, 'name'));
      const place = parameterPlaces.find(known => known === own(declaration, 'in'));
      if (!resolved || name === null || place === undefined) return;
      found.set(`${place} ${name}`, {
        name,
        in: place,
        required: own(declaration, 'required') === true || place === 'path',
        schema: place === 'body' ? objectOf(own(declaration, 'schema')) : declaration,
        declaration,
        pointer: resolved.pointer,
      });
    });
  }
  return [...found.values()];
}

function responsesOf(document: JsonObject, operation: JsonObject, pointer: string): DeclaredResponse[] {
  const responses: DeclaredResponse[] = [];
  for (const [status, written] of Object.entries(objectOf(own(operation, 'responses')))) {
    if (!/^(?:default|[1-5]\d\d)$/.test(status)) continue;
    const at = pointerTo(pointer, 'responses', status);
    const resolved = follow(document, written, at);
    if (!resolved) continue;
    responses.push({
      status,
      pointer: at,
      schema: own(resolved.value, 'schema'),
      schemaPointer: pointerTo(resolved.pointer, 'schema'),
      examples: own(resolved.value, 'examples'),
    });
  }
  return responses;
}
