import { arrayOf, objectOf, own } from '../../core/json-value.js';
import { parameterPlaces } from '../../runtime/definition.js';
import type { ParameterPlace } from '../../runtime/definition.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import type { Budget } from './budget.js';
import { locate } from './definition.js';
import type { Located, Operation } from './definition.js';

/** A value that a caller gives: by name in path, query, header or form, or the body. */
export interface Parameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly declaration: Located;
  /** Where it stands in the list of its operation or path. */
  readonly pointer: string;
}

/** What a caller is given. */
export interface Output {
  /** Null where nothing is said of it. */
  readonly schema: Located | null;
  /** The innermost thing that is there of what holds it. */
  readonly pointer: string;
}

/** The parameters of an operation and of its path, which give way to the operation's own. By {@link keyOf}. */
export function parametersOf(root: unknown, operation: Operation, budget: Budget): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const { value, pointer } of [operation.item, operation]) {
    for (const [index, written] of arrayOf(own(value, 'parameters')).entries()) {
      budget.spend();
      const parameter = readParameter(root, written, pointerTo(pointer, 'parameters', index));
      if (parameter !== null) parameters.set(keyOf(parameter), parameter);
    }
  }
  return parameters;
}

/** The schema of a parameter's value: a body has it beside its own members, every other parameter among them. */
export function schemaOf(root: unknown, { in: place, declaration }: Parameter): Located | null {
  if (place !== 'body') return declaration;
  return locate(root, own(declaration.value, 'schema'), pointerTo(declaration.pointer, 'schema'));
}

/** The answer that the designer shows: the one with 200, else with 201, else the first that reports success. */
export function answerOf(root: unknown, { value, pointer }: Operation, budget: Budget): Output {
  const responses = objectOf(own(value, 'responses'));
  const status = ['200', '201'].find(known => Object.hasOwn(responses, known)) ?? firstSuccess(responses, budget);
  if (status === undefined) return { schema: null, pointer };
  return describedBy(root, responses[status], pointerTo(pointer, 'responses', status));
}

/** What a webhook's trigger delivers; it is described beside the operation that subscribes. */
export function notificationOf(root: unknown, { method, value, pointer, item }: Operation): Output {
  const content = own(item.value, 'x-ms-notification-content');
  const subscribes = method === 'post' || own(value, 'x-ms-trigger') !== undefined;
  if (content === undefined || !subscribes) return { schema: null, pointer };
  return describedBy(root, content, pointerTo(item.pointer, 'x-ms-notification-content'));
}

function readParameter(root: unknown, written: unknown, pointer: string): Parameter | null {
  const declaration = locate(root, written, pointer);
  if (declaration === null) return null;
  const place = parameterPlaces.find(known => known === own(declaration.value, 'in'));
  const name = textOf(own(declaration.value, 'name')) ?? (place === 'body' ? 'body' : null);
  if (place === undefined || name === null) return null;
  const required = place === 'path' || own(declaration.value, 'required') === true;
  return { name, in: place, required, declaration, pointer };
}

/** What a parameter goes by in an operation: its place and name; there is one body, whatever its name. */
export function keyOf({ name, in: place }: Parameter): string {
  return place === 'body' ? place : `${place} ${name}`;
}

function firstSuccess(responses: object, budget: Budget): string | undefined {
  return Object.keys(responses).find(status => {
    budget.spend();
    return /^2\d\d$/.test(status);
  });
}

function describedBy(root: unknown, written: unknown, pointer: string): Output {
  const holder = locate(root, written, pointer);
  if (holder === null) return { schema: null, pointer };
  return { schema: locate(root, own(holder.value, 'schema'), pointerTo(holder.pointer, 'schema')), pointer };
}
