import { isObject } from '../../core/json-value.js';
import type { CallTarget } from '../../runtime/call.js';
import type { Operation, Parameter } from '../../runtime/definition.js';
import type { Exchange } from '../../runtime/exchange.js';
import { valueAt } from '../../runtime/json.js';
import { redacted } from '../../runtime/redact.js';
import { parsedBody } from './answer.js';
import type { Case } from './cases/case.js';
import { isSuccess } from './cases/case.js';
import type { Chain } from './chains.js';
import type { FunctionalFault } from './faults.js';
import type { Plan } from './plan.js';
import { baseCaseId } from './repeats.js';
import type { RequestWriter, Written } from './request-writer.js';
import { referenceIn } from './test-values.js';

/** Calls that clean up after one run. */
const mostCleanups = 100;
/** Things that a message names. */
const mostNamed = 5;

/** Something that a run created and that is still there, as far as the record shows. */
export interface Leftover {
  readonly create: Operation;
  /** Its id, where the answer has one. */
  readonly id: string | null;
  readonly reason: string;
}

/** What has to be done so that nothing of a run stays behind. */
export interface CleanupPlan {
  readonly cases: readonly Cleanup[];
  /** What cannot be removed by anything that is known here. */
  readonly leftovers: readonly Leftover[];
}

/** One call that removes one thing. */
export interface Cleanup {
  readonly planned: Case;
  readonly create: Operation;
  readonly id: string;
}

export interface CleanupInput {
  readonly plan: Plan;
  readonly writer: RequestWriter;
  /** Everything that was recorded so far, whatever it was called for: an API that takes what it should refuse has created something. */
  readonly exchanges: readonly Exchange[];
  /** How an operation is called. */
  readonly targetOf: (operation: Operation) => CallTarget | undefined;
}

/**
 * Works out from the record what was created and not removed. It does not matter how a run ended: what was answered was recorded.
 * Pure.
 */
export function planCleanup({ plan, writer, exchanges, targetOf }: CleanupInput): CleanupPlan {
  const byId = new Map(plan.cases.map(planned => [planned.id, planned.target.operation]));
  const operationOf = ({ caseId, operationId }: Exchange): Operation | undefined =>
    byId.get(baseCaseId(caseId)) ??
    plan.cases.find(({ target }) => target.operation.operationId === operationId)?.target.operation;
  const removedPaths = new Set(
    exchanges.flatMap(exchange => {
      const method = exchange.request.method.toUpperCase();
      const gone = exchange.result.kind === 'answer' && isGone(exchange.result.status);
      return gone && method === 'DELETE' ? [pathOf(exchange)] : [];
    }),
  );

  const cases: Cleanup[] = [];
  const leftovers: Leftover[] = [];
  const upserts = new Map<string, { readonly create: Operation; readonly exchange: Exchange }>();
  const add = ({ create, id, target, written }: Removable): string | null => {
    const { filled } = written;
    if (filled.kind === 'valueless') return `there is no value for ${filled.reason}`;
    if (cases.length >= mostCleanups) return `one run cleans up at most ${mostCleanups} things`;
    const planned: Case = {
      id: `cleanup-${cases.length + 1}`,
      kind: 'success',
      target,
      request: filled.request,
      needs: written.needs,
      keeps: new Map(),
      about: `to remove what ${create.operationId} created`,
      pointer: target.operation.pointer,
    };
    cases.push({ planned, create, id: id ?? '' });
    return null;
  };
  for (const exchange of exchanges) {
    const { result, answered = result } = exchange;
    if (answered.kind !== 'answer' || !isSuccess(answered)) continue;
    const create = operationOf(exchange);
    if (create?.method === 'put' && answered.status === 201) {
      upserts.set(pathOf(exchange), { create, exchange });
      continue;
    }
    const chain = plan.chains.find(candidate => candidate.create === create);
    if (chain === undefined || chain.removal.kind === 'not-needed') continue;
    const answer = parsedBody(answered)?.value;
    const id = idIn(answer, chain);
    const leave = (reason: string) => leftovers.push({ create: chain.create, id, reason });
    if (chain.removal.kind === 'none') {
      // A POST that only acts or searches creates nothing: 201 says that it did, or an operation that takes its id from there.
      if (answered.status === 201) leave('no operation of the connector removes it');
      continue;
    }
    const target = targetOf(chain.removal.operation);
    const written = target === undefined ? null : removalOf(chain, { writer, answer, id, exchange });
    if (target === undefined || written === null) {
      leave('its answer has no id to remove it by');
      continue;
    }
    const { filled } = written;
    const path = filled.kind === 'filled' ? decoded(filled.request.path) : null;
    if (chain.removal.kind === 'operation' && path !== null && removedPaths.has(path)) continue;
    const reason = add({ create: chain.create, id, target, written });
    if (reason !== null) leave(reason);
  }
  // RFC 9110 §9.3.4: a PUT that is answered 201 has created what was not there. Its own path is removed.
  for (const [path, { create, exchange }] of upserts) {
    if (removedPaths.has(path)) continue;
    const values = pathValues(create, exchange);
    const id = [...values.values()].at(-1) ?? null;
    const remover = removerOf(create, writer.ordered);
    const target = remover && targetOf(remover);
    const replace = new Map(
      remover?.parameters.flatMap((parameter): [Parameter, unknown][] => {
        const value = parameter.in === 'path' ? values.get(parameter.name) : undefined;
        return value === undefined ? [] : [[parameter, value]];
      }),
    );
    const reason =
      remover && target
        ? add({ create, id, target, written: writer.write(remover, { replace }) })
        : 'no operation of the connector removes it';
    if (reason !== null) leftovers.push({ create, id, reason });
  }
  return { cases, leftovers };
}

/** What is still there after the clean-up: what could not be tried, what was refused, and what was never called. Pure. */
export function leftoversOf({ cases, leftovers }: CleanupPlan, exchanges: readonly Exchange[]): Leftover[] {
  const refused = cases.flatMap(({ planned, create, id }): Leftover[] => {
    const tries = exchanges.filter(({ caseId }) => caseId === planned.id);
    const last = tries.at(-1)?.result;
    if (tries.some(({ result }) => result.kind === 'answer' && isGone(result.status))) return [];
    const { operationId } = planned.target.operation;
    if (last === undefined) return [{ create, id, reason: `${operationId} was not called any more` }];
    const said = last.kind === 'answer' ? `was answered ${last.status}` : `failed: ${last.text}`;
    return [{ create, id, reason: `${operationId} ${said}` }];
  });
  return [...leftovers, ...refused];
}

/**
 * Tells what stays behind, by the operation that created it. Where the connector can remove it, and it is still there, somebody has to;
 * where it cannot, that is how the connector is, and is told for information.
 */
export function cleanupFaults(leftovers: readonly Leftover[]): FunctionalFault[] {
  const byOperation = new Map<Operation, Leftover[]>();
  for (const leftover of leftovers)
    byOperation.set(leftover.create, [...(byOperation.get(leftover.create) ?? []), leftover]);
  return [...byOperation].map(([create, left]) => {
    const named = left.flatMap(({ id }) => (id === null ? [] : [`\`${id.slice(0, 80)}\``])).slice(0, mostNamed);
    const reasons = [...new Set(left.map(({ reason }) => reason))].slice(0, 3).join('; ');
    const hopeless = left.every(({ reason }) => reason === 'no operation of the connector removes it');
    return {
      rule: 'functional-not-cleaned-up',
      severity: hopeless ? ('info' as const) : ('warning' as const),
      pointer: create.pointer,
      message: `What ${create.operationId} created for the test could not be removed again: ${left.length} left.`,
      fix: `Remove ${named.length === 0 ? 'it' : named.join(', ')} by hand, and say under \`$cleanup\` in tests/values.json how it is done, or \`false\` when nothing has to be. Why: ${reasons}.`,
    };
  });
}

/** One thing, and the request that removes it. */
interface Removable {
  readonly create: Operation;
  readonly id: string | null;
  readonly target: CallTarget;
  readonly written: Written;
}

/** The DELETE of the very path that a PUT filled. */
function removerOf(
  { path }: Operation,
  operations: readonly { readonly operation: Operation }[],
): Operation | undefined {
  const found = operations.find(({ operation }) => operation.method === 'delete' && operation.path === path);
  return found?.operation;
}

interface Created {
  readonly writer: RequestWriter;
  readonly answer: unknown;
  readonly id: string | null;
  readonly exchange: Exchange;
}

/** The request that removes one thing; null when its answer lacks what that takes. */
function removalOf({ create, idPointer, removal }: Chain, { writer, answer, id, exchange }: Created) {
  if (removal.kind !== 'operation' && removal.kind !== 'given') return null;
  const { operation } = removal;
  const above = pathValues(create, exchange);
  const replace = new Map<Parameter, unknown>();
  for (const parameter of operation.parameters) {
    const value = parameter.in === 'path' ? above.get(parameter.name) : undefined;
    if (value !== undefined) replace.set(parameter, value);
  }
  if (removal.kind === 'operation') {
    if (id === null) return null;
    replace.set(removal.id, valueAt(answer, idPointer));
    return writer.write(operation, { replace });
  }
  for (const parameter of operation.parameters) {
    const name = parameter.in === 'body' ? 'body' : parameter.name;
    if (!Object.hasOwn(removal.values, name)) continue;
    const value = withAnswer(removal.values[name], create, answer);
    if (value === undefined) return null;
    replace.set(parameter, value);
  }
  return writer.write(operation, { replace });
}

/** The author's value, with what it takes of the creating answer put in; undefined when that is not there. */
function withAnswer(value: unknown, create: Operation, answer: unknown): unknown {
  const reference = referenceIn(value);
  if (reference) return reference.operationId === create.operationId ? valueAt(answer, reference.pointer) : undefined;
  if (Array.isArray(value)) return value.map(item => withAnswer(item, create, answer));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withAnswer(member, create, answer)]));
}

function idIn(answer: unknown, { idPointer }: Chain): string | null {
  const id = valueAt(answer, idPointer);
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  return String(id).includes(redacted) ? null : String(id);
}

/** Values of the path's parameters, as they were sent. A parameter that is not a whole segment is left out. */
function pathValues({ path }: Operation, exchange: Exchange): Map<string, string> {
  const given = pathOf(exchange).split('/');
  const template = path.split('/');
  // The base path comes first, and a policy may have changed it: the ends of both belong together.
  const offset = given.length - template.length;
  return new Map(
    template.flatMap((piece, index) => {
      const name = /^\{([^{}]+)\}$/.exec(piece)?.[1];
      const value = given[index + offset];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The path that was called, decoded. */
function pathOf({ request }: Exchange): string {
  return decoded(/^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(request.url)?.[1] ?? '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Removed, or not there to be removed. */
function isGone(status: number): boolean {
  return (status >= 200 && status < 300) || status === 404 || status === 410;
}
