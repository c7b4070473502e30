import { isObject } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import type { Answer, Exchange } from '../../runtime/exchange.js';
import { parsedBody } from './answer.js';
import type { Case } from './cases/case.js';
import { isNegative } from './judge.js';
import type { SchemaView, ViewSchema } from './schema-view.js';

/** Ways in which an answer may be wrong. */
export const mutations = [
  'required-field-dropped',
  'type-changed',
  'status-swapped',
  'item-missing',
  'array-emptied',
  'wrong-content-type',
] as const;
export type Mutation = (typeof mutations)[number];

/** A recorded answer with one thing wrong. */
export interface Mutant {
  readonly caseId: string;
  readonly operationId: string;
  readonly mutation: Mutation;
  /** Where, in words: a JSON pointer into the answer, or the status. */
  readonly at: string;
  readonly exchange: Exchange;
}

/** Mutants of one answer, before the sample is drawn; and levels of an answer that are spoilt. */
const mostOfOne = 60;
const deepest = 4;
/** Entries of a list that are looked into: the others are alike. */
const widestList = 2;
/** Larger answers are left alone: each mutant is a copy. */
const largestBody = 65_536;

/** All mutants of one recorded answer. What has no JSON body has its status swapped only. Pure. */
export function mutantsOf(planned: Case, exchange: Exchange, view: ViewSchema): Mutant[] {
  const { result, answered = result } = exchange;
  if (answered.kind !== 'answer') return [];
  const { operation } = planned.target;
  const made: Mutant[] = [];
  const add = (mutation: Mutation, at: string, changes: Partial<Answer>) => {
    const answer = { ...answered, ...changes };
    const mutated = { ...exchange, result: answer, ...(exchange.answered === undefined ? {} : { answered: answer }) };
    made.push({ caseId: planned.id, operationId: operation.operationId, mutation, at, exchange: mutated });
  };
  // What was to succeed fails, what was to be refused succeeds or breaks.
  const statuses = isNegative(planned.kind) ? [200, 500] : [404, 500];
  // A status that was answered is no other one: swapping it would spoil nothing.
  for (const status of statuses.filter(other => other !== answered.status))
    add('status-swapped', `${answered.status} → ${status}`, { status });
  if (isNegative(planned.kind) || answered.body.length > largestBody) return made;

  const parsed = parsedBody(answered);
  if (parsed === null || answered.body.length === 0) return made;
  const { headers } = answered;
  add('wrong-content-type', 'text/html', {
    headers: [...headers.filter(([name]) => name !== 'content-type'), ['content-type', 'text/html']],
  });
  const response = operation.responses.find(({ status }) => status === String(answered.status));
  const change = (mutation: Mutation, at: string, value: unknown) =>
    add(mutation, at, { body: Buffer.from(JSON.stringify(value)) });
  spoil(parsed.value, { view, schema: response?.schema, at: '', depth: 0, put: value => value, change });
  return made.slice(0, mostOfOne);
}

interface Spoiling {
  readonly view: ViewSchema;
  readonly schema: unknown;
  readonly at: string;
  readonly depth: number;
  /** The whole answer with this value in this place. */
  readonly put: (value: unknown) => unknown;
  readonly change: (mutation: Mutation, at: string, whole: unknown) => void;
}

function spoil(value: unknown, spoiling: Spoiling): void {
  const { view, schema, at, depth, put, change } = spoiling;
  const viewed = schema === undefined ? null : view(schema);
  if (at !== '') change('type-changed', at, put(ofOtherType(value)));
  if (depth >= deepest) return;
  if (Array.isArray(value)) spoilList(value, spoiling, viewed);
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const below = `${at}/${name}`;
      const without = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      if (viewed?.required.has(name) === true) change('required-field-dropped', below, put(without));
      spoil(member, {
        ...spoiling,
        schema: viewed?.properties.get(name),
        at: below,
        depth: depth + 1,
        put: replaced => put(withMember(value, name, replaced)),
      });
    }
  }
}

function spoilList(list: readonly unknown[], spoiling: Spoiling, viewed: SchemaView | null): void {
  const { at, depth, put, change } = spoiling;
  if (list.length === 0) return;
  const place = at === '' ? 'the root' : at;
  change('array-emptied', place, put([]));
  // Without its only item a list is the empty one, which is there already.
  if (list.length > 1) change('item-missing', `${place}/0`, put(list.slice(1)));
  list.slice(0, widestList).forEach((item, index) => {
    spoil(item, {
      ...spoiling,
      schema: viewed?.keywords.items,
      at: `${at}/${index}`,
      depth: depth + 1,
      put: replaced => put(list.map((other, position) => (position === index ? replaced : other))),
    });
  });
}

/** `__proto__` as a member stays a member. */
function withMember(value: JsonObject, name: string, replaced: unknown): object {
  return Object.fromEntries(Object.entries(value).map(([other, kept]) => [other, other === name ? replaced : kept]));
}

function ofOtherType(value: unknown): unknown {
  if (typeof value === 'string') return 7;
  if (Array.isArray(value)) return { mutated: true };
  return typeof value === 'object' && value !== null ? ['mutated'] : 'mutated';
}

/**
 * A sample of at most `size`, the same for the same seed and the same mutants, in their order: each draws a number from the seed and
 * its place, and the smallest stay.
 */
export function sampleOf(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  if (mutants.length <= size) return [...mutants];
  const drawn = mutants.map((mutant, index) => ({ mutant, index, number: mixed(seed, index) }));
  drawn.sort((a, b) => a.number - b.number || a.index - b.index);
  return drawn
    .slice(0, size)
    .sort((a, b) => a.index - b.index)
    .map(({ mutant }) => mutant);
}

/** The seed of a package: the first 32 bits of its digest (`sha256:…`). */
export function seedOf(digest: string): number {
  return Number.parseInt(/[0-9a-f]{8}/.exec(digest.replace(/^sha256:/, ''))?.[0] ?? '0', 16);
}

/** Two numbers mixed into one of 32 bits: the finaliser of MurmurHash3 (public domain, A. Appleby). */
function mixed(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
