import type { Operation } from '../../runtime/definition.js';
import { isObject, own } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import type { ViewSchema } from './schema-view.js';

/** A value of one operation's answer that another operation can be called with. */
export interface Source {
  readonly operation: Operation;
  /** JSON pointer into the answer. */
  readonly pointer: string;
}

/** What a value is looked for as. */
export interface Wanted {
  readonly name: string;
  /** For a path parameter, the path before it: `/books` for `bookId` in `/books/{bookId}`. */
  readonly collection: string | null;
  /** The author's own statements of where the values come from (`x-ms-dynamic-values`, `x-ms-dynamic-list`). */
  readonly declared: readonly unknown[];
}

/** Levels of an answer that are looked through for an id. */
const deepestMember = 3;
/** Schemas of one level that are looked at. */
const widestLevel = 200;

/** Gives the operations whose answers hold the value that is wanted, best first. */
export type FindSources = (wanted: Wanted) => Source[];

/**
 * A finder over these operations. Best is what creates an entry in the same collection; then what the author declared; what lists
 * it; what creates or lists things of that name elsewhere; what answers with a member of that very name. Pure.
 */
export function createSourceFinder(operations: readonly Operation[], view: ViewSchema): FindSources {
  const members = new Map<Operation, ReadonlyMap<string, string>>();
  const membersOf = (operation: Operation): ReadonlyMap<string, string> => {
    const known = members.get(operation) ?? answerMembers(operation, view);
    members.set(operation, known);
    return known;
  };
  const candidates = operations.filter(({ method }) => method === 'post' || method === 'get');
  return wanted => {
    const declared = wanted.declared.flatMap(written => declaredSource(written, operations) ?? []);
    const ranked = candidates.flatMap((operation, order) => {
      // An operation that has to be told the value first is no source of it.
      const needsIt = operation.parameters.some(({ name, required }) => required && plain(name) === plain(wanted.name));
      const found = needsIt ? null : inAnswer(wanted, operation, membersOf(operation));
      return found === null ? [] : [{ source: { operation, pointer: found.pointer }, rank: found.rank, order }];
    });
    ranked.sort((a, b) => a.rank - b.rank || a.order - b.order);
    // What this run created goes before what the author's list begins with: that is somebody's, and may be changed or deleted.
    const created = ranked.filter(({ rank, source }) => rank < 1 && source.operation.method === 'post');
    return [...created.map(({ source }) => source), ...declared, ...ranked.map(({ source }) => source)];
  };
}

/** The path before a path parameter, or null when the parameter is not a whole segment of it. */
export function collectionBefore(path: string, parameter: string): string | null {
  const at = path.indexOf(`/{${parameter}}`);
  return at <= 0 ? null : path.slice(0, at);
}

function inAnswer(
  wanted: Wanted,
  operation: Operation,
  members: ReadonlyMap<string, string>,
): { pointer: string; rank: number } | null {
  const creates = operation.method === 'post';
  const sameCollection = wanted.collection !== null && shape(operation.path) === shape(wanted.collection);
  const stem = plain(wanted.name).replace(/id$/, '');
  const thing = singular(lastWord(wanted.collection ?? ''));
  const sameThing = stem !== '' && stem !== plain(wanted.name) && singular(lastWord(operation.path)) === stem;
  const names = [plain(wanted.name)];
  if (sameCollection || sameThing) names.push('id', `${thing}id`, `${stem}id`);
  // A bare `id` says nothing unless the collection does.
  if (!sameCollection && !sameThing && stem === '') return null;
  for (const name of names) {
    const pointer = members.get(name);
    if (pointer === undefined) continue;
    // An answer that merely mentions a thing may mention one that is gone; and what has to be told an id itself may never run.
    const kinship = [sameCollection, sameThing, true].indexOf(true) * 2;
    const needy = !sameCollection && operation.path.includes('{') ? 6 : 0;
    return { pointer, rank: kinship + needy + (creates ? 0 : 1) + (name === names[0] ? 0 : 0.5) };
  }
  return null;
}

function successSchema(operation: Operation): unknown {
  return operation.responses.find(({ status, schema }) => status.startsWith('2') && schema !== undefined)?.schema;
}

/** Texts and numbers in an operation's answer: plain name → pointer of the shallowest one, going into the first item of arrays. */
function answerMembers(operation: Operation, view: ViewSchema): Map<string, string> {
  const members = new Map<string, string>();
  let level: { schema: unknown; pointer: string }[] = [{ schema: successSchema(operation), pointer: '' }];
  for (let depth = 0; depth <= deepestMember && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { schema, pointer } of level.slice(0, widestLevel)) {
      const viewed = view(schema);
      if (!viewed) continue;
      if (viewed.type === 'array') next.push({ schema: own(viewed.keywords, 'items'), pointer: pointerTo(pointer, 0) });
      for (const [member, property] of viewed.properties) {
        const at = pointerTo(pointer, member);
        const type = view(property)?.type ?? null;
        const scalar = type === 'string' || type === 'integer' || type === 'number';
        if (scalar && !members.has(plain(member))) members.set(plain(member), at);
        else next.push({ schema: property, pointer: at });
      }
    }
    level = next;
  }
  return members;
}

/** An operation, the path of its list, and the path of the value in an item; the first entry of the list is the value. */
function declaredSource(declared: unknown, operations: readonly Operation[]): Source | null {
  if (!isObject(declared)) return null;
  const operation = operations.find(({ operationId }) => operationId === own(declared, 'operationId'));
  const value = textOf(own(declared, 'value-path')) ?? textOf(own(declared, 'itemValuePath'));
  if (operation === undefined || value === null) return null;
  const list = textOf(own(declared, 'value-collection')) ?? textOf(own(declared, 'itemsPath'));
  const steps = (path: string) => path.split('/').filter(step => step !== '');
  return { operation, pointer: pointerTo('', ...(list === null ? [] : steps(list)), 0, ...steps(value)) };
}

/** A path with its parameters' names left out: two spellings of one collection are equal. */
function shape(path: string): string {
  return path
    .replace(/\{[^{}]*\}/g, '{}')
    .replace(/\/+$/, '')
    .toLowerCase();
}

function lastWord(path: string): string {
  return plain(
    path
      .split('/')
      .filter(segment => segment !== '' && !segment.startsWith('{'))
      .at(-1) ?? '',
  );
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** A name as it is compared: `silence_ID` and `silenceId` are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
