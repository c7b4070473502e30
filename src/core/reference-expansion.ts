import { pointerSegments } from './json-pointer.js';

/** How large a document becomes when every local `$ref` is replaced by what it points at. */
export interface Expansion {
  /** Values of the expanded document; Infinity when the number is beyond counting. */
  readonly size: number;
  /** Pointer of the innermost referenced part that alone is larger than the limit; '' for the whole document, null when none is. */
  readonly tooLargeAt: string | null;
  /**
   * Pointers of referenced parts that lead back to themselves through nothing but `$ref`, `allOf`, `anyOf` and `oneOf`: no value
   * can be written that meets them, and whoever follows them never ends.
   */
  readonly endlessAt: readonly string[];
}

/** A part of the document that is counted once: the root, or what some `$ref` points at. */
interface Part {
  readonly value: unknown;
  readonly pointer: string;
  /** Values inside, those of referenced parts left out. */
  own: number;
  /** What the references inside point at; one entry a reference. */
  readonly targets: Part[];
  /** The targets that stand in for this part itself, not for something inside it. */
  readonly aliases: Part[];
}

/** Keywords whose members describe the same value as the schema that holds them. */
const sameValueKeywords = ['allOf', 'anyOf', 'oneOf'];

/**
 * Counts without expanding: every part is counted once and its size reused, so that the time is linear in the document although
 * the result may be astronomical. A reference inside a cycle counts as one value: whoever expands has to stop there. References
 * that are not local (`#…`) or lead nowhere count as one value too; lint explains those.
 */
export function measureExpansion(document: unknown, limit: number): Expansion {
  const parts = partsOf(document);
  const sizes = new Map<Part, number>();
  let tooLargeAt: string | null = null;
  for (const cycle of cyclesOf(parts, part => part.targets)) {
    const inside = new Set(cycle);
    const found = cycle.map(part => {
      let size = part.own;
      for (const target of part.targets) if (!inside.has(target)) size += sizes.get(target) ?? 0;
      return [part, size] as const;
    });
    for (const [part, size] of found) {
      sizes.set(part, size);
      if (size > limit) tooLargeAt ??= part.pointer;
    }
  }
  const endless = cyclesOf(parts, part => part.aliases).filter(
    cycle => cycle.length > 1 || cycle.some(part => part.aliases.includes(part)),
  );
  return {
    size: parts[0] ? (sizes.get(parts[0]) ?? 0) : 0,
    tooLargeAt,
    endlessAt: endless.flat().map(part => part.pointer),
  };
}

/** The root first, then every part that a reference leads to. */
function partsOf(document: unknown): Part[] {
  const parts: Part[] = [];
  const known = new Map<unknown, Part>();
  const partAt = (pointer: string): Part | null => {
    const value = valueAt(document, pointer);
    if (value === undefined) return null;
    // A scalar has no identity and nothing inside: it is never shared and costs nothing to count again.
    const part = known.get(value);
    if (part) return part;
    const made: Part = { value, pointer, own: 0, targets: [], aliases: [] };
    if (typeof value === 'object' && value !== null) known.set(value, made);
    parts.push(made);
    return made;
  };
  partAt('');
  for (const part of parts) explore(part, partAt);
  return parts;
}

/** Counts a part's own values and collects its references. */
function explore(part: Part, partAt: (pointer: string) => Part | null): void {
  const open: { value: unknown; same: boolean }[] = [{ value: part.value, same: true }];
  for (let next = open.pop(); next; next = open.pop()) {
    part.own += 1;
    const { value, same } = next;
    if (typeof value !== 'object' || value === null) continue;
    const pointer = localReference(value);
    const target = pointer === null ? null : partAt(pointer);
    if (target) {
      part.targets.push(target);
      if (same) part.aliases.push(target);
    }
    const list = Array.isArray(value);
    for (const [name, child] of Object.entries(value)) {
      // `same` passes from a schema to its allOf and from that list to its members.
      const passes = list ? same : same && sameValueKeywords.includes(name) && Array.isArray(child);
      open.push({ value: child, same: passes });
    }
  }
}

/** The pointer that a `$ref` object names, or null when it is none of this document. */
function localReference(value: object): string | null {
  if (!Object.hasOwn(value, '$ref')) return null;
  const reference: unknown = '$ref' in value ? value.$ref : null;
  if (typeof reference !== 'string' || !reference.startsWith('#')) return null;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return null;
  }
}

/** The value at a pointer; undefined when there is none. Inherited members do not count. */
function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of pointerSegments(pointer) ?? [undefined]) {
    if (segment === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value;
}

/**
 * Tarjan's strongly connected components, without recursion: every part stands in exactly one list, and a list comes after the
 * lists that its parts lead to. (R. Tarjan, Depth-first search and linear graph algorithms, 1972.)
 */
function cyclesOf(parts: readonly Part[], next: (part: Part) => readonly Part[]): Part[][] {
  const order = new Map<Part, number>();
  const low = new Map<Part, number>();
  const onStack = new Set<Part>();
  const stack: Part[] = [];
  const cycles: Part[][] = [];
  for (const start of parts) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { part } = step;
      const target = next(part)[step.done];
      step.done += 1;
      if (target) {
        if (!order.has(target)) path.push(enter(target));
        else if (onStack.has(target)) lower(part, order.get(target));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.part, low.get(part));
      if (low.get(part) === order.get(part)) cycles.push(leave(part));
    }
  }
  return cycles;

  function enter(part: Part): { part: Part; done: number } {
    low.set(part, order.size);
    order.set(part, order.size);
    stack.push(part);
    onStack.add(part);
    return { part, done: 0 };
  }

  function lower(part: Part, to: number | undefined): void {
    if (to !== undefined && to < (low.get(part) ?? 0)) low.set(part, to);
  }

  function leave(last: Part): Part[] {
    const cycle = stack.splice(stack.lastIndexOf(last));
    for (const part of cycle) onStack.delete(part);
    return cycle;
  }
}
