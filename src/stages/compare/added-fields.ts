import type { Budget } from './budget.js';
import type { LocatedSchema, ReadShape } from './schema-shape.js';

/** A field that callers have to send now and could not know before. */
export interface AddedField {
  /** Its place in the body, in words of the wizard: `customer/address/street`, `lines[]/count`. */
  readonly path: string;
  readonly pointer: string;
}

interface Pair {
  readonly before: LocatedSchema;
  readonly after: LocatedSchema;
  readonly path: string;
}

/**
 * The required fields of a body that were not there before, at any depth. What is below a field that is itself new is not looked at:
 * a new required field is told once, and below a new optional one nothing is sent by those who do not know it.
 */
export function* addedRequiredFields(
  before: { readonly schema: LocatedSchema; readonly shapeOf: ReadShape },
  after: { readonly schema: LocatedSchema; readonly shapeOf: ReadShape },
  budget: Budget,
): Generator<AddedField> {
  const seen = new Map<unknown, Set<unknown>>();
  const waiting: Pair[] = [{ before: before.schema, after: after.schema, path: '' }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    budget.spend();
    if (!isFirstVisit(seen, pair)) continue;
    const old = before.shapeOf(pair.before);
    const now = after.shapeOf(pair.after);
    for (const [name, field] of now.fields) {
      budget.spend();
      const path = pair.path === '' ? name : `${pair.path}/${name}`;
      const known = old.fields.get(name);
      if (known !== undefined) waiting.push({ before: known, after: field, path });
      else if (field.required) yield { path, pointer: field.pointer };
    }
    if (old.items !== null && now.items !== null) {
      waiting.push({ before: old.items, after: now.items, path: `${pair.path}[]` });
    }
  }
}

/** Two schemas that were compared once give nothing new elsewhere in the same body; this is also what ends circles. */
function isFirstVisit(seen: Map<unknown, Set<unknown>>, { before, after }: Pair): boolean {
  const partners = seen.get(before.value) ?? new Set();
  seen.set(before.value, partners);
  if (partners.has(after.value)) return false;
  partners.add(after.value);
  return true;
}
