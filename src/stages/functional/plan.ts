import type { CallTarget } from '../../runtime/call.js';
import type { Definition, Operation, Parameter } from '../../runtime/definition.js';
import { own } from '../../core/json-value.js';
import { generate, writtenValue } from './generate.js';
import { inCallOrder } from './order.js';
import { bodyKey, fillRequest } from './request.js';
import type { PlannedRequest } from './request.js';
import { collectionBefore, createSourceFinder } from './sources.js';
import type { FindSources, Source } from './sources.js';
import type { Testability } from './testability.js';
import { EarlierValue, earlierVariable } from './template.js';
import { referenceIn, referencesIn } from './test-values.js';
import type { TestValues } from './test-values.js';
import type { ViewSchema } from './schema-view.js';

/** One call that is to succeed. */
export interface Case {
  readonly id: string;
  readonly target: CallTarget;
  readonly request: PlannedRequest;
  /** Operations whose answers it takes values from. */
  readonly needs: readonly Operation[];
  /** Variables to fill from the answer: name → JSON pointer into it. */
  readonly keeps: ReadonlyMap<string, string>;
}

/** An operation that is not called, and why. */
export interface LeftOut {
  readonly operation: Operation;
  readonly reason: string;
}

/** Everything a functional run will do, decided before anything is sent. */
export interface Plan {
  /** In the order in which they are to be made. */
  readonly cases: readonly Case[];
  /** What this runtime cannot call as users do. */
  readonly untestable: readonly LeftOut[];
  /** What could be called if the author gave a value. */
  readonly valueless: readonly LeftOut[];
}

export interface PlanInput {
  readonly definition: Definition;
  readonly values: TestValues;
  readonly view: ViewSchema;
  readonly testability: (operation: Operation) => Testability;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly day: string;
}

/** Plans one call for every operation of a connector. Pure: the same input gives the same plan. */
export function planCalls({ definition, values, view, testability, day }: PlanInput): Plan {
  const untestable: LeftOut[] = [];
  const callable: CallTarget[] = [];
  for (const operation of definition.operations) {
    const found = testability(operation);
    if (found.kind === 'testable') callable.push({ operation, policies: found.policies });
    else untestable.push({ operation, reason: found.reason });
  }
  const operations = callable.map(({ operation }) => operation);

  const find = createSourceFinder(operations, view);
  const ordered = inCallOrder(operations, operation => wantedSources(operation, operations, { values, view, find }));
  const keeps = new Map<Operation, Map<string, string>>(operations.map(operation => [operation, new Map()]));
  let variables = 0;
  const variableFor = (source: Source): EarlierValue => {
    const kept = keeps.get(source.operation) ?? new Map<string, string>();
    const known = [...kept].find(([, pointer]) => pointer === source.pointer);
    if (known) return new EarlierValue(known[0]);
    variables += 1;
    kept.set(earlierVariable(variables), source.pointer);
    return new EarlierValue(earlierVariable(variables));
  };

  const cases: Case[] = [];
  const valueless: LeftOut[] = [];
  for (const { operation, sources } of ordered) {
    const target = callable.find(candidate => candidate.operation === operation);
    const needs = new Set<Operation>();
    const take = (source: Source): EarlierValue => {
      needs.add(source.operation);
      return variableFor(source);
    };
    const filled = fillRequest(operation, {
      given: parameter => values.valueFor(operation, parameter),
      made: (schema, name) => generate(schema, name, { view, day }),
      earlier: name => {
        const source = sources.get(name);
        return source === undefined ? null : take(source);
      },
      referenced: value => {
        const reference = referenceIn(value);
        const from = operations.find(({ operationId }) => operationId === reference?.operationId);
        return reference && from ? take({ operation: from, pointer: reference.pointer }) : null;
      },
      basePath: definition.basePath,
    });
    if (filled.kind === 'valueless') valueless.push({ operation, reason: filled.reason });
    else if (target) {
      const id = `case-${cases.length + 1}`;
      cases.push({
        id,
        target,
        request: filled.request,
        needs: [...needs],
        keeps: keeps.get(operation) ?? new Map<string, string>(),
      });
    }
  }
  return { cases, untestable, valueless };
}

/**
 * What an operation could take from earlier answers: by parameter or required body member, the sources in order of preference.
 * A value that the author gave needs no source, unless it names one.
 */
function wantedSources(
  operation: Operation,
  operations: readonly Operation[],
  { values, view, find }: { readonly values: TestValues; readonly view: ViewSchema; readonly find: FindSources },
): Map<string, Source[]> {
  const wanted = new Map<string, Source[]>();
  for (const parameter of operation.parameters) {
    const given = values.valueFor(operation, parameter);
    const named = referencesIn(given).flatMap(({ operationId, pointer }) =>
      operations.filter(candidate => candidate.operationId === operationId).map(from => ({ operation: from, pointer })),
    );
    named.forEach((source, index) => wanted.set(`${parameter.name} ${index}`, [source]));
    if (given !== undefined) continue;
    if (parameter.in === 'body') {
      const body = view(parameter.schema);
      for (const [name, property] of body?.properties ?? []) {
        if (body?.required.has(name) !== true || !/.id$/i.test(name)) continue;
        const member = view(property);
        if (!member || writtenValue(member.keywords)) continue;
        const declared = own(member.keywords, 'x-ms-dynamic-values');
        wanted.set(bodyKey(name), find({ name, collection: null, declared }));
      }
    } else if (parameter.required && !isDecided(parameter)) {
      const collection = parameter.in === 'path' ? collectionBefore(operation.path, parameter.name) : null;
      const declared = own(parameter.declaration, 'x-ms-dynamic-values');
      wanted.set(parameter.name, find({ name: parameter.name, collection, declared }));
    }
  }
  return wanted;
}

/**
 * True when the definition already says what to send. For a path parameter only a test value counts: an example shows what an id
 * looks like, and promises nobody that there is such a thing.
 */
function isDecided({ in: place, declaration }: Parameter): boolean {
  const written = writtenValue(declaration);
  if (written?.kind !== 'value') return false;
  return place !== 'path' || written.origin === 'x-ms-test-value' || written.origin === 'enum';
}
