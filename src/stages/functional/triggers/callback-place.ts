import { isObject, own } from '../../../core/json-value.js';
import type { Operation, Parameter } from '../../../runtime/definition.js';
import type { ViewSchema } from '../schema-view.js';
import { EarlierValue } from '../template.js';

/** Where a request says at which address it is to be called back: a parameter, or a member of its body. */
export interface CallbackPlace {
  readonly parameter: Parameter;
  /** Names of the members that lead to it in the body; empty where the parameter itself is it. */
  readonly steps: readonly string[];
}

/** Stands inside a planned request for the address, which is known only when the call is made. */
export const callbackAddress = new EarlierValue('callback_address');

/** Levels of a body that are looked through. */
const deepest = 6;

/** Where an operation takes the address of its callback (`x-ms-notification-url`); null for one that takes none. */
export function callbackPlaceOf({ parameters }: Operation, view: ViewSchema): CallbackPlace | null {
  for (const parameter of parameters) {
    if (own(parameter.declaration, 'x-ms-notification-url') === true) return { parameter, steps: [] };
    const steps = stepsTo(parameter.schema, view, 0);
    if (steps !== null) return { parameter, steps };
  }
  return null;
}

function stepsTo(schema: unknown, view: ViewSchema, depth: number): readonly string[] | null {
  const viewed = depth > deepest ? null : view(schema);
  if (viewed === null) return null;
  if (own(viewed.keywords, 'x-ms-notification-url') === true) return [];
  for (const [name, property] of viewed.properties) {
    const below = stepsTo(property, view, depth + 1);
    if (below !== null) return [name, ...below];
  }
  return null;
}

/** The value with the callback's address at these steps; objects on the way that are missing are made. Pure. */
export function withCallback(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return callbackAddress;
  const before = isObject(value) ? value : {};
  return Object.fromEntries([
    ...Object.entries(before).filter(([name]) => name !== step),
    [step, withCallback(own(before, step), rest)],
  ]);
}
