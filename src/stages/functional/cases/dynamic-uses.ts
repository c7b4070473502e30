import { arrayOf, isObject, objectOf, own } from '../../../core/json-value.js';
import type { JsonObject } from '../../../core/json-value.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import { pointerTo, textOf } from '../../../runtime/json.js';
import { follow } from '../../../runtime/references.js';
import type { DynamicKind, DynamicUse } from './case.js';

/** Levels of a schema that are looked through, and schemas of one operation. */
const deepest = 6;
const mostSchemas = 2_000;

/** Each extension, with how its members are called. The names are those of the reference programme's schema. */
const extensions: readonly { readonly keyword: string; readonly read: (written: JsonObject) => ReadUse | null }[] = [
  {
    keyword: 'x-ms-dynamic-values',
    read: written => listUse('dynamic-values', written, 'value-collection', 'value-path', 'value-title'),
  },
  {
    keyword: 'x-ms-dynamic-list',
    read: written => listUse('dynamic-list', written, 'itemsPath', 'itemValuePath', 'itemTitlePath'),
  },
  {
    // Only the top of a tree: what is below it depends on what a user picks.
    keyword: 'x-ms-dynamic-tree',
    read: written =>
      listUse('dynamic-tree', objectOf(own(written, 'open')), 'itemsPath', 'itemValuePath', 'itemTitlePath'),
  },
  { keyword: 'x-ms-dynamic-schema', read: written => schemaUse('dynamic-schema', written, 'value-path') },
  { keyword: 'x-ms-dynamic-properties', read: written => schemaUse('dynamic-properties', written, 'itemValuePath') },
];

type ReadUse = Omit<DynamicUse, 'pointer' | 'name'>;

/**
 * Every place of an operation that is filled from the answer of another: its parameters, what is in its body, and the schemas of its
 * answers. Built-in sources, which name no operation, are the platform's own and left out.
 */
export function dynamicUsesOf(operation: Operation, { document }: Pick<Definition, 'document'>): DynamicUse[] {
  const uses: DynamicUse[] = [];
  const visited = new Set<JsonObject>();
  const visit = (written: unknown, at: string, name: string, depth: number): void => {
    const found = follow(document, written, at);
    if (!found || !isObject(found.value)) return;
    const { value, pointer } = found;
    if (visited.has(value) || visited.size >= mostSchemas || depth > deepest) return;
    visited.add(value);
    for (const { keyword, read } of extensions) {
      const extension = own(value, keyword);
      const use = isObject(extension) ? read(extension) : null;
      if (use) uses.push({ ...use, name, pointer: pointerTo(pointer, keyword) });
    }
    for (const [member, property] of Object.entries(objectOf(own(value, 'properties')))) {
      visit(property, pointerTo(pointer, 'properties', member), member, depth + 1);
    }
    visit(own(value, 'items'), pointerTo(pointer, 'items'), name, depth + 1);
    arrayOf(own(value, 'allOf')).forEach((part, index) =>
      visit(part, pointerTo(pointer, 'allOf', index), name, depth + 1),
    );
  };
  for (const parameter of operation.parameters) {
    const inBody = parameter.in === 'body';
    visit(parameter.schema, inBody ? pointerTo(parameter.pointer, 'schema') : parameter.pointer, parameter.name, 0);
  }
  for (const { schema, schemaPointer } of operation.responses) visit(schema, schemaPointer, 'the answer', 0);
  return uses;
}

function listUse(
  kind: DynamicKind,
  written: JsonObject,
  collection: string,
  value: string,
  title: string,
): ReadUse | null {
  const operationId = textOf(own(written, 'operationId'));
  if (operationId === null) return null;
  const path = (name: string) => textOf(own(written, name));
  return {
    kind,
    operationId,
    parameters: objectOf(own(written, 'parameters')),
    collection: stepsOf(path(collection)) ?? [],
    value: stepsOf(path(value)),
    title: stepsOf(path(title)),
  };
}

function schemaUse(kind: DynamicKind, written: JsonObject, path: string): ReadUse | null {
  const operationId = textOf(own(written, 'operationId'));
  if (operationId === null) return null;
  return {
    kind,
    operationId,
    parameters: objectOf(own(written, 'parameters')),
    collection: stepsOf(textOf(own(written, path))) ?? [],
    value: null,
    title: null,
  };
}

function stepsOf(path: string | null): string[] | null {
  const steps = path?.split('/').filter(step => step !== '') ?? [];
  return steps.length === 0 ? null : steps;
}

/**
 * What a user would have chosen for a parameter of the filling operation: the value that is written there, or the one that the
 * place it refers to is sent with. `valueOf` gives what a parameter, or a path into the body, is sent with.
 */
export function dynamicArgument(written: unknown, valueOf: (steps: readonly string[]) => unknown): unknown {
  if (!isObject(written)) return written;
  const reference = textOf(own(written, 'parameterReference')) ?? textOf(own(written, 'parameter'));
  return reference === null ? own(written, 'value') : valueOf(reference.split('/').filter(step => step !== ''));
}
