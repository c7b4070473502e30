import { isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';
import { withMember } from './with-member.js';

/** The extensions that call an operation while somebody fills in a step of a flow. */
export type DynamicExtension =
  'x-ms-dynamic-values' | 'x-ms-dynamic-list' | 'x-ms-dynamic-schema' | 'x-ms-dynamic-properties' | 'x-ms-dynamic-tree';

/** Where a supplied value comes from. */
export type Given =
  | { readonly kind: 'static'; readonly at: Path; readonly value: unknown }
  /** What the user entered elsewhere in the same step: a parameter's name, or the path of a property in a body. */
  | { readonly kind: 'reference'; readonly at: Path; readonly to: string }
  /** Of the item that the user opened in a tree. */
  | { readonly kind: 'selected'; readonly at: Path }
  | { readonly kind: 'unclear' };

/** A parameter of the called operation for which the call has a value. */
export interface SuppliedParameter {
  readonly name: string;
  readonly at: Path;
  readonly given: Given;
}

/** A path string of a call: where in the answer it finds something. */
export interface AnswerPath {
  readonly at: Path;
  readonly text: string;
}

/** One call of an operation that a list, a tree or a schema is filled from. */
export interface DynamicCall {
  readonly extension: DynamicExtension;
  /** The object that names the operation: the extension, or a tree's `open` or `browse`. */
  readonly at: Path;
  readonly value: JsonObject;
  /** The parameter or schema that has the extension. */
  readonly holder: { readonly at: Path; readonly value: JsonObject };
  /** As it is written; undefined where there is none. */
  readonly operationId: unknown;
  /** The operation that it calls; null when the definition has none of that name. */
  readonly operation: OperationEntry | null;
  readonly supplied: readonly SuppliedParameter[];
  /** Whether the answer is a list to choose from or describes fields. */
  readonly gives: 'items' | 'schema';
  /** Where in the answer the items are; null for the answer itself, and for calls that give a schema. */
  readonly collectionPath: AnswerPath | null;
  /** Where in an item its value is, or in the answer the schema; null for the item or answer itself. */
  readonly valuePath: AnswerPath | null;
  readonly titlePath: AnswerPath | null;
}

interface Shape {
  readonly gives: DynamicCall['gives'];
  /** The members of the extension that name an operation; the empty one is the extension itself. */
  readonly members: readonly string[];
  readonly given: (value: unknown, at: Path) => Given;
  /** The names of the paths: of the collection, the value and the title. */
  readonly paths: readonly [string | null, string, string | null];
}

const newPaths = ['itemsPath', 'itemValuePath', 'itemTitlePath'] as const;

const shapes = {
  'x-ms-dynamic-values': {
    gives: 'items',
    members: [''],
    given: plainGiven,
    paths: ['value-collection', 'value-path', 'value-title'],
  },
  'x-ms-dynamic-list': { gives: 'items', members: [''], given: wrappedGiven, paths: newPaths },
  'x-ms-dynamic-schema': { gives: 'schema', members: [''], given: plainGiven, paths: [null, 'value-path', null] },
  'x-ms-dynamic-properties': {
    gives: 'schema',
    members: [''],
    given: wrappedGiven,
    paths: [null, 'itemValuePath', null],
  },
  'x-ms-dynamic-tree': { gives: 'items', members: ['open', 'browse'], given: wrappedGiven, paths: newPaths },
} as const satisfies Record<DynamicExtension, Shape>;

/** The extensions by the names that a definition writes them with. */
export const dynamicExtensions = Object.keys(shapes) as readonly DynamicExtension[];

/** Every call of a definition once, where it is written down: first those of parameters, then those of schemas. */
export const dynamicCalls = oncePer(listCalls);

function listCalls({ parameters, schemas, operationsById }: DefinitionIndex): DynamicCall[] {
  const calls: DynamicCall[] = [];
  for (const list of [parameters, schemas]) {
    for (const { value, at } of withMember<DynamicCall['holder']>(list, ...dynamicExtensions)) {
      for (const extension of dynamicExtensions) {
        if (value[extension] === undefined) continue;
        for (const call of callsOf(extension, { at, value }, operationsById)) calls.push(call);
      }
    }
  }
  return calls;
}

function* callsOf(
  extension: DynamicExtension,
  holder: DynamicCall['holder'],
  operationsById: DefinitionIndex['operationsById'],
): Iterable<DynamicCall> {
  const shape: Shape = shapes[extension];
  const written = holder.value[extension];
  for (const member of shape.members) {
    const command = member === '' ? written : objectOf(written)[member];
    if (command === undefined) continue;
    const value = objectOf(command);
    const at = [...holder.at, extension, ...(member === '' ? [] : [member])];
    const { operationId } = value;
    const [collectionPath, valuePath, titlePath] = shape.paths.map(name => answerPath(value, name, at));
    yield {
      extension,
      at,
      value,
      holder,
      operationId,
      operation: (typeof operationId === 'string' ? operationsById.get(operationId)?.[0] : undefined) ?? null,
      supplied: Object.entries(objectOf(value.parameters)).map(([name, given]) => {
        const place = [...at, 'parameters', name];
        return { name, at: place, given: shape.given(given, place) };
      }),
      gives: shape.gives,
      collectionPath: collectionPath ?? null,
      valuePath: valuePath ?? null,
      titlePath: titlePath ?? null,
    };
  }
}

function answerPath(value: JsonObject, name: string | null, at: Path): AnswerPath | null {
  const text = name === null ? undefined : value[name];
  return name !== null && typeof text === 'string' && text !== '' ? { at: [...at, name], text } : null;
}

/** As `x-ms-dynamic-values` and `x-ms-dynamic-schema` write it: the value itself, or an object that names a parameter. */
function plainGiven(value: unknown, at: Path): Given {
  if (!isObject(value)) return { kind: 'static', at, value };
  return typeof value.parameter === 'string'
    ? { kind: 'reference', at: [...at, 'parameter'], to: value.parameter }
    : { kind: 'unclear' };
}

/** As the newer extensions write it: always an object that says which of the three it is. */
function wrappedGiven(value: unknown, at: Path): Given {
  if (!isObject(value)) return { kind: 'unclear' };
  if (typeof value.parameterReference === 'string') {
    return { kind: 'reference', at: [...at, 'parameterReference'], to: value.parameterReference };
  }
  if (value.value !== undefined) return { kind: 'static', at: [...at, 'value'], value: value.value };
  return value.selectedItemValuePath === undefined
    ? { kind: 'unclear' }
    : { kind: 'selected', at: [...at, 'selectedItemValuePath'] };
}
