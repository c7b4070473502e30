import { arrayOf, isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';
import { shown } from './quoted.js';

/** What a value of a file format may be. `any` is also what another rule judges: two findings at one place help nobody. */
export type Shape<Kind extends string> =
  | 'any'
  | 'text'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'list'
  | { readonly oneOf: readonly string[] }
  | { readonly object: Kind }
  /** An object whose own member says of which kind it is. */
  | { readonly by: string; readonly kinds: Readonly<Record<string, Kind>>; readonly otherwise: Kind }
  | { readonly listOf: Shape<Kind> }
  /** An object whose members' names the author chooses. */
  | { readonly mapOf: Shape<Kind> }
  /** Which of them is meant follows from the value's type. */
  | { readonly either: readonly Shape<Kind>[] };

/** One kind of object: the members that it may have. */
export interface ObjectModel<Kind extends string> {
  /** As a sentence names it: `an operation`. */
  readonly name: string;
  readonly members: Readonly<Record<string, Shape<Kind>>>;
  /** Members that have to be there, where no other rule asks for them. */
  readonly required?: readonly string[];
  /** What all other members are, where their names are the author's; extensions, which start with `x-`, aside. */
  readonly others?: Shape<Kind>;
  /** Members that another rule says do not belong here. */
  readonly elsewhere?: readonly string[];
}

/** A value whose type another rule judges. Of the right type, what is inside it is looked into all the same. */
export function judgedElsewhere<Kind extends string>(shape: Shape<Kind>): Shape<Kind> {
  return { either: [shape, 'any'] };
}

/** A file format: its kinds of objects. */
export type JsonModel<Kind extends string> = Readonly<Record<Kind, ObjectModel<Kind>>>;

/** An object of a file, with what it is. */
export interface ObjectEntry<Kind extends string> {
  readonly kind: Kind;
  readonly at: Path;
  readonly value: JsonObject;
}

/** What a member of this kind of object is; undefined where the kind has no such member. */
export function shapeOf<Kind extends string>(model: ObjectModel<Kind>, member: string): Shape<Kind> | undefined {
  if (Object.hasOwn(model.members, member)) return model.members[member];
  return member.startsWith('x-') ? undefined : model.others;
}

/** Of a kind, the members that may hold objects: few have any, and no other needs to be looked into. */
const holdersOf = oncePer((model: ObjectModel<string>): ReadonlySet<string> => {
  const members = Object.entries(model.members).filter(([, shape]) => !isPlain(shape));
  return new Set(members.map(([name]) => name));
});

/** A value on the way down, with what it is in. */
interface Step<Kind extends string> {
  readonly shape: Shape<Kind>;
  readonly value: unknown;
  readonly above: Step<Kind> | null;
  /** The name or position by which it is in there. */
  readonly segment: string | number;
}

/** Made for every object of every definition, but hardly any is asked for its path: so it is worked out only then. */
class FoundObject<Kind extends string> implements ObjectEntry<Kind> {
  constructor(
    readonly kind: Kind,
    readonly value: JsonObject,
    private readonly step: Step<Kind>,
  ) {}

  get at(): Path {
    const path: (string | number)[] = [];
    for (let { step } = this; step.above !== null; step = step.above) path.push(step.segment);
    return path.reverse();
  }
}

/**
 * Every object of a file once, in the order of the file, each with its kind. What the model does not know or takes as it is
 * (examples, defaults, values of enums) is data and not looked into. Goes down with a list of its own instead of the call stack.
 */
export function objectsOf<Kind extends string>(
  model: JsonModel<Kind>,
  kind: Kind,
  document: unknown,
): ObjectEntry<Kind>[] {
  const entries: ObjectEntry<Kind>[] = [];
  const waiting: Step<Kind>[] = [{ shape: { object: kind }, value: document, above: null, segment: '' }];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const { value } = step;
    const shape = chosen(step.shape, value);
    if (isPlain(shape)) continue;
    if ('listOf' in shape) {
      if (!Array.isArray(value) || isPlain(shape.listOf)) continue;
      for (let position = value.length - 1; position >= 0; position -= 1) {
        waiting.push({ shape: shape.listOf, value: value[position] as unknown, above: step, segment: position });
      }
    } else if (isObject(value)) {
      if ('object' in shape) {
        entries.push(new FoundObject(shape.object, value, step));
        enter(value, model[shape.object], step, waiting);
      } else if (!isPlain(shape.mapOf)) {
        for (const name of Object.keys(value).reverse()) {
          waiting.push({ shape: shape.mapOf, value: value[name], above: step, segment: name });
        }
      }
    }
  }
  return entries;
}

/** Puts the members that may hold objects on the list, the first one last, because that is taken next. */
function enter<Kind extends string>(
  value: JsonObject,
  model: ObjectModel<Kind>,
  step: Step<Kind>,
  waiting: Step<Kind>[],
): void {
  const holders = holdersOf(model);
  const takesOthers = model.others !== undefined && !isPlain(model.others);
  for (const name of Object.keys(value).reverse()) {
    if (!takesOthers && !holders.has(name)) continue;
    const shape = takesOthers ? shapeOf(model, name) : model.members[name];
    if (shape !== undefined) waiting.push({ shape, value: value[name], above: step, segment: name });
  }
}

/** What is wrong with a value, as the end of a sentence ("has to be a text, not 7"), with its place below the value. */
export interface Mismatch {
  readonly at: Path;
  readonly what: string;
}

const none: readonly Mismatch[] = [];

/** Where a value has another type than its shape says. Objects of a kind are judged as entries of their own, not from here. */
export function mismatches<Kind extends string>(shape: Shape<Kind>, value: unknown): Iterable<Mismatch> {
  if (!hasType(shape, value)) return [{ at: [], what: `has to be ${wording(shape)}, not ${shown(value)}` }];
  if (isPlain(shape)) return none; // nearly all are
  const meant = chosen(shape, value);
  return isPlain(meant) || 'object' in meant ? none : mismatchesInside(meant, value);
}

function* mismatchesInside<Kind extends string>(
  shape: Extract<Shape<Kind>, { listOf: unknown } | { mapOf: unknown }>,
  value: unknown,
): Iterable<Mismatch> {
  if ('listOf' in shape) {
    for (const [position, one] of arrayOf(value).entries()) yield* within(position, mismatches(shape.listOf, one));
  } else {
    for (const [name, one] of Object.entries(objectOf(value))) yield* within(name, mismatches(shape.mapOf, one));
  }
}

function* within(segment: string | number, found: Iterable<Mismatch>): Iterable<Mismatch> {
  for (const { at, what } of found) yield { at: [segment, ...at], what };
}

/** Shapes that a value decides between. */
type Open<Kind extends string> = Extract<Shape<Kind>, { either: unknown } | { by: unknown }>;
/** Shapes below which there is no object of a kind. */
type Plain<Kind extends string> = Extract<Shape<Kind>, string | { oneOf: unknown }>;

function isPlain<Kind extends string>(shape: Shape<Kind>): shape is Plain<Kind> {
  return typeof shape === 'string' || 'oneOf' in shape;
}

/** The shape itself; of several, the one that the value decides for. */
function chosen<Kind extends string>(shape: Shape<Kind>, value: unknown): Exclude<Shape<Kind>, Open<Kind>> {
  if (typeof shape === 'string') return shape;
  if ('either' in shape) {
    const fitting = shape.either.find(one => hasType(one, value));
    return fitting === undefined ? 'any' : chosen(fitting, value);
  }
  if (!('by' in shape)) return shape;
  const kind = own(value, shape.by);
  const named = typeof kind === 'string' && Object.hasOwn(shape.kinds, kind) ? shape.kinds[kind] : undefined;
  return { object: named ?? shape.otherwise };
}

function hasType<Kind extends string>(shape: Shape<Kind>, value: unknown): boolean {
  if (typeof shape !== 'string') {
    if ('either' in shape) return shape.either.some(one => hasType(one, value));
    if ('oneOf' in shape) return typeof value === 'string' && shape.oneOf.includes(value);
    return 'listOf' in shape ? Array.isArray(value) : isObject(value);
  }
  switch (shape) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'boolean':
    case 'number':
      return typeof value === shape;
    case 'integer':
      return Number.isInteger(value);
    case 'list':
      return Array.isArray(value);
  }
}

function wording<Kind extends string>(shape: Shape<Kind>): string {
  if (typeof shape === 'string') return words[shape];
  if ('either' in shape) return shape.either.map(one => wording(one)).join(' or ');
  if ('oneOf' in shape) return shape.oneOf.map(shown).join(' or ');
  return 'listOf' in shape ? 'a list' : 'an object';
}

const words = {
  any: 'anything',
  text: 'a text',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
  list: 'a list',
};
