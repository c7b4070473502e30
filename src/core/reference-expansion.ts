import { pointerSegments } from './json-pointer.js';
import type { JsonObject } from './json-value.js';

/** How large a document becomes when every local `$ref` is replaced by what it points at. */
export interface Expansion {
  /** Values of the expanded document; Infinity when the number is beyond counting. */
  readonly size: number;
  /** Pointer of the innermost referenced part that alone is larger than the limit; '' for the whole document, null when none is. */
  readonly tooLargeAt: string | null;
  /**
   * Pointers of referenced parts from which `$ref`, `allOf`, `anyOf` and `oneOf` lead round in a circle, with no property or item
   * in between: whoever follows them never ends.
   */
  readonly endlessAt: readonly string[];
}

/** A part of the document whose size is worked out once: the root, or what some `$ref` points at. */
interface Part {
  /** As the first reference to it writes it. */
  readonly pointer: string;
  /** Values that belong to this part and to no part inside it. */
  own: number;
  /** Values as they are written, parts inside included. */
  written: number;
  /** Values once its references are replaced; null until worked out. */
  size: number | null;
  readonly inside: Part[];
  readonly references: Part[];
  /** What stands for this part itself, not for something inside it. */
  readonly aliases: Part[];
}

/** Keywords whose members describe the same value as the schema that holds them. */
const sameValueKeywords = ['allOf', 'anyOf', 'oneOf'];

/**
 * Counts without expanding: every part is counted once and its size reused, so that the time is linear in the document although
 * the result may be astronomical. A reference to a part that is being expanded around it counts as one value: whoever expands
 * has to stop there. References that are not local (`#…`) or lead nowhere count as one value too; lint explains those.
 */
export function measureExpansion(document: unknown, limit: number): Expansion {
  const parts = partsOf(document);
  const [root] = parts;
  if (!root) return { size: 1, tooLargeAt: null, endlessAt: [] };
  const tooLarge = measureFrom(root, limit);
  return {
    size: root.size ?? 0,
    tooLargeAt: tooLarge?.pointer ?? null,
    endlessAt: endlessOf(parts).map(({ pointer }) => pointer),
  };
}

/** An object or list of the document. */
interface Place {
  readonly value: object;
  readonly outer: Place | null;
  /** True where it describes the same value as what holds it, if that describes one: an allOf, and a member of its list. */
  readonly sameAsOuter: boolean;
  /** Texts, numbers and the like directly in it. */
  scalars: number;
  /** What its `$ref` points at; undefined when it has none that leads anywhere. */
  target: unknown;
  part: Part | null;
  /** True where it stands for its part itself, not for something inside. */
  isPart: boolean;
}

/** All objects and lists of the document, outer before inner. */
function placesOf(document: unknown): Place[] {
  const places: Place[] = [];
  const open: Place[] = [];
  const enter = (value: unknown, outer: Place | null, sameAsOuter: boolean) => {
    if (typeof value !== 'object' || value === null) {
      if (outer) outer.scalars += 1;
    } else open.push({ value, outer, sameAsOuter, scalars: 0, target: undefined, part: null, isPart: false });
  };
  enter(document, null, false);
  for (let place = open.pop(); place; place = open.pop()) {
    places.push(place);
    const { value } = place;
    if (Array.isArray(value)) for (const element of value as unknown[]) enter(element, place, true);
    else {
      // By name and not by entries: on a document of a megabyte, the pairs alone would cost as much as the rest of this pass.
      for (const name of Object.keys(value)) {
        const member = (value as JsonObject)[name];
        enter(member, place, Array.isArray(member) && sameValueKeywords.includes(name));
      }
    }
  }
  return places;
}

/** The parts of the document, outer before inner, the root first; none when the document is a mere text or number. */
function partsOf(document: unknown): Part[] {
  const places = placesOf(document);
  const partAt = new Map<unknown, Part>();
  const addPart = (value: unknown, pointer: string) => {
    if (typeof value !== 'object' || value === null || partAt.has(value)) return;
    partAt.set(value, { pointer, own: 0, written: 0, size: null, inside: [], references: [], aliases: [] });
  };
  addPart(document, '');
  const targets = new Map<string, unknown>();
  for (const place of places) {
    const pointer = localReference(place.value);
    if (pointer === null) continue;
    if (!targets.has(pointer)) targets.set(pointer, valueAt(document, pointer));
    place.target = targets.get(pointer);
    addPart(place.target, pointer);
  }
  const parts: Part[] = [];
  for (const place of places) {
    const part = joinPart(place, partAt);
    if (partAt.get(place.value) === part) parts.push(part);
    part.own += 1 + place.scalars;
    const target = partAt.get(place.target);
    if (target) {
      part.references.push(target);
      if (place.isPart) part.aliases.push(target);
    } else if (place.target !== undefined) part.own += 1;
  }
  for (const part of parts.toReversed()) {
    part.written = part.inside.reduce((sum, inner) => sum + inner.written, part.own);
  }
  return parts;
}

/** The part that a place belongs to: one of its own when something points at it, else the part around it. */
function joinPart(place: Place, partAt: ReadonlyMap<unknown, Part>): Part {
  const { outer, sameAsOuter, value } = place;
  const around = outer?.part ?? null;
  const own = partAt.get(value);
  const same = sameAsOuter && outer?.isPart === true;
  const part = own ?? around;
  // The root always has a part of its own, and every other place has one around it.
  if (part === null) throw new Error('a place outside the document');
  if (own && around) {
    around.inside.push(own);
    if (same) around.aliases.push(own);
  }
  place.part = part;
  place.isPart = own !== undefined || same;
  return part;
}

/** Works out the sizes of the root and all that it leads to. Gives the first part, from the inside out, that is too large. */
function measureFrom(root: Part, limit: number): Part | null {
  let tooLarge: Part | null = null;
  const underWay = new Set([root]);
  const path = [{ part: root, next: 0, size: root.own }];
  for (let step = path.at(-1); step; step = path.at(-1)) {
    const { part } = step;
    const isInside = step.next < part.inside.length;
    const child = isInside ? part.inside[step.next] : part.references[step.next - part.inside.length];
    step.next += 1;
    if (child === undefined) {
      part.size = step.size;
      if (step.size > limit) tooLarge ??= part;
      underWay.delete(part);
      path.pop();
      const outer = path.at(-1);
      if (outer) outer.size += step.size;
    } else if (child.size !== null) step.size += child.size;
    else if (underWay.has(child)) step.size += isInside ? child.written : 0;
    else {
      underWay.add(child);
      path.push({ part: child, next: 0, size: child.own });
    }
  }
  return tooLarge;
}

/** The parts that remain when those whose aliases all come to an end are taken away, again and again. */
function endlessOf(parts: readonly Part[]): Part[] {
  const waitingFor = new Map(parts.map(part => [part, part.aliases.length]));
  const aliasesOf = new Map<Part, Part[]>();
  for (const part of parts) {
    for (const target of part.aliases) {
      const known = aliasesOf.get(target);
      if (known) known.push(part);
      else aliasesOf.set(target, [part]);
    }
  }
  const ending = parts.filter(part => part.aliases.length === 0);
  for (const end of ending) {
    for (const part of aliasesOf.get(end) ?? []) {
      const left = (waitingFor.get(part) ?? 0) - 1;
      waitingFor.set(part, left);
      if (left === 0) ending.push(part);
    }
  }
  return parts.filter(part => (waitingFor.get(part) ?? 0) > 0);
}

/** The pointer that a `$ref` object names, or null when it is none of this document. */
function localReference(value: object): string | null {
  const reference = Object.hasOwn(value, '$ref') ? (value as JsonObject)['$ref'] : undefined;
  if (typeof reference !== 'string' || !reference.startsWith('#')) return null;
  if (!reference.includes('%')) return reference.slice(1);
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return null;
  }
}

/** The value at a pointer; undefined when there is none. Inherited members do not count. */
function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of pointerSegments(pointer) ?? [null]) {
    if (segment === null || typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value;
}
