import { arrayOf, isObject, objectOf } from '../src/core/json-value.js';
import type { JsonObject } from '../src/core/json-value.js';
import { pointerSegments } from '../src/core/json-pointer.js';
import { pointerOf } from './functions/path.js';
import type { Path } from './functions/path.js';
import { decoded } from './functions/reference-fault.js';
import { indexSchemas } from './functions/index-schemas.js';
import type { SchemaEntry } from './functions/index-schemas.js';
import { openApiObjects } from './functions/openapi-model.js';
import type { OpenApiEntry } from './functions/openapi-model.js';

/** The methods that OpenAPI 2.0 knows in a path item. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;
export type Method = (typeof methods)[number];

/** One member of `paths`. */
export interface PathItemEntry {
  readonly template: string;
  readonly at: Path;
  readonly value: JsonObject;
}

/** A parameter where it is written down: in an operation, a path item, or `#/parameters`. */
export interface ParameterEntry {
  readonly at: Path;
  readonly value: JsonObject;
  readonly name: string | null;
  readonly in: string | null;
  readonly internal: boolean;
}

/** A use of a shared parameter. */
export interface ParameterReference {
  readonly at: Path;
  readonly ref: unknown;
}

/** A response where it is written down: in an operation or `#/responses`. */
export interface ResponseEntry {
  readonly at: Path;
  readonly value: JsonObject;
}

/** A response of an operation under its status, a shared one followed one step. */
export interface OperationResponse extends ResponseEntry {
  /** `200`, `default` … as it is written. */
  readonly status: string;
  /** The place in the operation, where a reference to a shared response stands too; `at` is where it is written down. */
  readonly usedAt: Path;
}

export interface OperationEntry {
  readonly method: Method;
  readonly template: string;
  readonly at: Path;
  readonly value: JsonObject;
  readonly id: string | null;
  /** True when makers of flows do not see it: `x-ms-visibility: internal`. */
  readonly internal: boolean;
  readonly deprecated: boolean;
  /** The value of `x-ms-trigger`; null for an action. */
  readonly trigger: string | null;
  readonly pathItem: PathItemEntry;
  /** The media types that it takes and gives: its own list, else the document's; null where there is neither. */
  readonly consumes: readonly unknown[] | null;
  readonly produces: readonly unknown[] | null;
  readonly responses: readonly OperationResponse[];
  /** The operation as a sentence names it: its id, or method and path. */
  readonly label: string;
  /** What the operation takes: its own parameters and those of its path that it does not override, shared ones followed one step. */
  readonly parameters: readonly ParameterEntry[];
}

/**
 * A definition, looked through once for all rules. Nothing is resolved or copied: entries point into the document as it was
 * read, so that a document with a million references costs no more than its own size.
 */
export interface DefinitionIndex {
  readonly root: JsonObject;
  readonly pathItems: readonly PathItemEntry[];
  readonly operations: readonly OperationEntry[];
  /** Shared parameters by the references that name them, such as `#/parameters/Color`. */
  readonly sharedParameters: ReadonlyMap<string, ParameterEntry>;
  readonly operationsById: ReadonlyMap<string, readonly OperationEntry[]>;
  /** Each operationId by its form in lower case: to say which one was probably meant. */
  readonly idsByLowerCase: ReadonlyMap<string, string>;
  /** Every parameter once, where it is written down. */
  readonly parameters: readonly ParameterEntry[];
  /** Those of them that makers of flows see: not internal, and taken by an operation that is not internal. */
  readonly visibleParameters: readonly ParameterEntry[];
  readonly parameterReferences: readonly ParameterReference[];
  /** Every response once, where it is written down; references to shared ones are left out. */
  readonly responses: readonly ResponseEntry[];
  /** Every schema once, in the order of the document. */
  readonly schemas: readonly SchemaEntry[];
  /** Every object that OpenAPI or an extension describes, with its kind, in the order of the document. Made when first asked for. */
  readonly objects: readonly OpenApiEntry[];
  /**
   * The object that a value stands for: itself, or what its chain of local `$ref`s ends in. Null where the chain leads nowhere, out of
   * the document, or in a circle; another rule explains that.
   */
  readonly follow: (value: unknown) => JsonObject | null;
}

/** Looks through a definition. Takes any JSON value; what is not shaped like OpenAPI 2.0 is left out, never thrown about. */
export function indexDefinition(document: unknown): DefinitionIndex {
  const root = objectOf(document);
  const parameters: ParameterEntry[] = [];
  const parameterReferences: ParameterReference[] = [];
  const responses: ResponseEntry[] = [];
  const operations: OperationEntry[] = [];

  const shared = sharedParameters(root);
  for (const parameter of shared.values()) parameters.push(parameter);

  const declared = (list: unknown, at: Path): ParameterEntry[] =>
    arrayOf(list).flatMap((value, position) => {
      const place = [...at, position];
      if (!isObject(value)) return [];
      if (!Object.hasOwn(value, '$ref')) {
        const entry = parameterEntry(value, place);
        parameters.push(entry);
        return [entry];
      }
      parameterReferences.push({ at: place, ref: value.$ref });
      const ref = typeof value.$ref === 'string' ? value.$ref : '';
      const entry = shared.get(ref) ?? shared.get(decoded(ref));
      return entry ? [entry] : [];
    });

  const pathItems = Object.entries(objectOf(root.paths))
    .filter(([template]) => !template.startsWith('x-'))
    .map(([template, value]) => ({ template, at: ['paths', template], value: objectOf(value) }));

  for (const pathItem of pathItems) {
    const { template, at, value: item } = pathItem;
    const common = declared(item.parameters, [...at, 'parameters']);
    for (const method of methods) {
      const value = item[method];
      if (!isObject(value)) continue;
      const place = [...at, method];
      const ownParameters = declared(value.parameters, [...place, 'parameters']);
      const overridden = new Set(ownParameters.map(nameAndLocation));
      const inherited = common.filter(one => !overridden.has(nameAndLocation(one)));
      const id = typeof value.operationId === 'string' && value.operationId !== '' ? value.operationId : null;
      operations.push({
        method,
        template,
        at: place,
        value,
        id,
        internal: value['x-ms-visibility'] === 'internal',
        deprecated: value.deprecated === true,
        trigger: typeof value['x-ms-trigger'] === 'string' ? value['x-ms-trigger'] : null,
        pathItem,
        consumes: listOf(value.consumes) ?? listOf(root.consumes),
        produces: listOf(value.produces) ?? listOf(root.produces),
        responses: operationResponses(value.responses, [...place, 'responses'], root),
        label: id ?? `${method.toUpperCase()} ${template}`,
        parameters: [...ownParameters, ...inherited],
      });
      for (const response of responsesOf(value.responses, [...place, 'responses'])) responses.push(response);
    }
  }

  for (const response of responsesOf(root.responses, ['responses'])) responses.push(response);

  let objects: OpenApiEntry[] | null = null;

  return {
    root,
    pathItems,
    operations,
    operationsById: byId(operations),
    idsByLowerCase: new Map(operations.flatMap(({ id }) => (id === null ? [] : [[id.toLowerCase(), id]]))),
    sharedParameters: shared,
    parameters,
    visibleParameters: [...new Set(operations.flatMap(one => (one.internal ? [] : one.parameters)))].filter(
      parameter => !parameter.internal,
    ),
    parameterReferences,
    responses,
    schemas: indexSchemas({ root, pathItems, parameters, responses }),
    get objects() {
      objects ??= openApiObjects(root);
      return objects;
    },
    follow: createFollower(root),
  };
}

/** The members of `#/parameters` by the references that name them. Only one step: a chain is a fault of its own. */
function sharedParameters(root: JsonObject): Map<string, ParameterEntry> {
  const entries = Object.entries(objectOf(root.parameters)).flatMap(([name, value]) =>
    isObject(value)
      ? [[`#${pointerOf(['parameters', name])}`, parameterEntry(value, ['parameters', name])] as const]
      : [],
  );
  return new Map(entries);
}

function parameterEntry(value: JsonObject, at: Path): ParameterEntry {
  return {
    at,
    value,
    name: typeof value.name === 'string' ? value.name : null,
    in: typeof value.in === 'string' ? value.in : null,
    internal: value['x-ms-visibility'] === 'internal',
  };
}

/** The responses written down here. Gone through one by one: as arguments of a call, a hostile number of them overflows the stack. */
function responsesOf(responses: unknown, at: Path): ResponseEntry[] {
  return Object.entries(objectOf(responses)).flatMap(([name, value]) =>
    isObject(value) && !name.startsWith('x-') && !Object.hasOwn(value, '$ref') ? [{ at: [...at, name], value }] : [],
  );
}

/** The responses of an operation, a reference to `#/responses` followed one step; one that leads nowhere is left out. */
function operationResponses(responses: unknown, at: Path, root: JsonObject): OperationResponse[] {
  return Object.entries(objectOf(responses)).flatMap(([status, value]): OperationResponse[] => {
    if (!isObject(value) || status.startsWith('x-')) return [];
    const usedAt = [...at, status];
    if (!Object.hasOwn(value, '$ref')) return [{ status, at: usedAt, usedAt, value }];
    const [holder, name = ''] = pointerSegments(decoded(String(value.$ref)).slice(1)) ?? [];
    const shared = holder === 'responses' ? objectOf(root.responses)[name] : undefined;
    return isObject(shared) ? [{ status, at: ['responses', name], usedAt, value: shared }] : [];
  });
}

/** Chains longer than this are taken for circles; real ones have one step. */
const mostSteps = 16;

/** Follows references; looks each one up once, because large definitions repeat the same thousands of times. */
function createFollower(root: JsonObject): DefinitionIndex['follow'] {
  const targets = new Map<unknown, unknown>();
  const targetOf = (reference: unknown): unknown => {
    const known = targets.get(reference);
    if (known !== undefined) return known;
    const target = valueAt(root, reference);
    targets.set(reference, target);
    return target;
  };
  return value => {
    let current = value;
    for (let step = 0; step <= mostSteps; step += 1) {
      if (!isObject(current)) return null;
      if (!Object.hasOwn(current, '$ref')) return current;
      current = targetOf(current.$ref);
    }
    return null;
  };
}

/** What a local reference such as `#/definitions/Item` names; undefined where it names nothing. */
function valueAt(root: JsonObject, reference: unknown): unknown {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
  const segments = pointerSegments(decoded(reference).slice(1));
  if (segments === null) return undefined;
  let current: unknown = root;
  for (const segment of segments) {
    if (isObject(current)) current = Object.hasOwn(current, segment) ? current[segment] : undefined;
    else current = Array.isArray(current) ? (current as unknown[])[Number(segment)] : undefined;
  }
  return current;
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? (value as unknown[]) : null;
}

function nameAndLocation({ name, in: location }: ParameterEntry): string {
  return JSON.stringify([name, location]);
}

function byId(operations: readonly OperationEntry[]): Map<string, OperationEntry[]> {
  const found = new Map<string, OperationEntry[]>();
  for (const operation of operations) {
    if (operation.id === null) continue;
    const others = found.get(operation.id);
    if (others) others.push(operation);
    else found.set(operation.id, [operation]);
  }
  return found;
}
