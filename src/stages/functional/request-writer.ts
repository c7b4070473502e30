import { own } from '../../core/json-value.js';
import type { Definition, Operation, Parameter } from '../../runtime/definition.js';
import { dynamicArgument } from './cases/dynamic-uses.js';
import { generate, writtenValue } from './generate.js';
import { inCallOrder } from './order.js';
import type { Ordered } from './order.js';
import { bodyKey, fillRequest } from './request.js';
import type { Filled, RequestChange } from './request.js';
import { createExampleFinder } from './example-finder.js';
import { exampleMembers } from './response-examples.js';
import type { ViewSchema } from './schema-view.js';
import { collectionBefore, createSourceFinder } from './sources.js';
import type { FindSources, Source } from './sources.js';
import { EarlierValue, earlierVariable } from './template.js';
import { referenceIn, referencesIn } from './test-values.js';
import type { TestValues } from './test-values.js';

/** A request, with the operations whose answers it takes values from. */
export interface Written {
  readonly filled: Filled;
  readonly needs: readonly Operation[];
}

/** Writes the requests of one run, and knows which answers have to be kept for them. */
export interface RequestWriter {
  /** The operations in the order in which each can succeed, with the sources of their values. */
  readonly ordered: readonly Ordered[];
  /** By operation, what to keep of its answer: variable → JSON pointer. It grows as requests are written. */
  readonly keeps: ReadonlyMap<Operation, ReadonlyMap<string, string>>;
  /** `given` goes before what the package brings. */
  write(operation: Operation, change?: RequestChange, given?: (parameter: Parameter) => unknown): Written;
  /** The operation whose answer fills a variable. */
  sourceOf(value: EarlierValue): Source | undefined;
}

export interface WriterInput {
  readonly definition: Definition;
  readonly operations: readonly Operation[];
  readonly values: TestValues;
  readonly view: ViewSchema;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly day: string;
}

/** Makes the writer for the operations that a run can call. Deterministic: the same calls in the same order give the same requests. */
export function createRequestWriter({ definition, operations, values, view, day }: WriterInput): RequestWriter {
  const find = createSourceFinder(operations, view);
  const exampleOf = createExampleFinder(definition.operations);
  const ordered = inCallOrder(operations, operation => wantedSources(operation, operations, { values, view, find }));
  const sourcesOf = new Map(ordered.map(({ operation, sources }) => [operation, sources]));
  const keeps = new Map<Operation, Map<string, string>>(operations.map(operation => [operation, new Map()]));
  const filledBy = new Map<string, Source>();
  const byName = new Map<string, Operation>();
  for (const operation of operations) {
    if (!byName.has(operation.operationId)) byName.set(operation.operationId, operation);
  }

  const variableFor = (source: Source): EarlierValue => {
    const kept = keeps.get(source.operation) ?? new Map<string, string>();
    const known = [...kept].find(([, pointer]) => pointer === source.pointer);
    if (known) return new EarlierValue(known[0]);
    const variable = earlierVariable(filledBy.size + 1);
    kept.set(variable, source.pointer);
    filledBy.set(variable, source);
    return new EarlierValue(variable);
  };

  return {
    ordered,
    keeps,
    sourceOf: ({ variable }) => filledBy.get(variable),
    write(operation, change, given) {
      const sources = sourcesOf.get(operation);
      const needs = new Set<Operation>();
      const take = (source: Source): EarlierValue => {
        needs.add(source.operation);
        return variableFor(source);
      };
      const filled = fillRequest(
        operation,
        {
          given: parameter => {
            const value = given?.(parameter);
            if (value instanceof EarlierValue) {
              const source = filledBy.get(value.variable);
              if (source) needs.add(source.operation);
            }
            return value === undefined ? values.valueFor(operation, parameter) : value;
          },
          made: (schema, name) => generate(schema, name, { view, day, shown: exampleMembers(operation) }),
          exampled: parameter => exampleOf(parameter, operation),
          earlier: name => {
            const source = sources?.get(name);
            return source === undefined ? null : take(source);
          },
          referenced: value => {
            if (value instanceof EarlierValue) return value;
            const reference = referenceIn(value);
            const from = reference === null ? undefined : byName.get(reference.operationId);
            return reference && from ? take({ operation: from, pointer: reference.pointer }) : null;
          },
          basePath: definition.basePath,
        },
        change,
      );
      return { filled, needs: [...needs] };
    },
  };
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
        if (body?.required.has(name) !== true) continue;
        const member = view(property);
        if (!member || writtenValue(member.keywords)) continue;
        const declared = declaredChoices(member.keywords);
        // Only an id has to be that of a thing; what is chosen from a list has to be one of its entries.
        if (declared.length === 0 && !/.id$/i.test(name)) continue;
        wanted.set(bodyKey(name), find({ name, collection: null, declared }));
      }
    } else if (parameter.required && !isDecided(parameter) && own(parameter.declaration, 'type') !== 'file') {
      const collection = parameter.in === 'path' ? collectionBefore(operation.path, parameter.name) : null;
      const declared = declaredChoices(parameter.declaration);
      wanted.set(parameter.name, find({ name: parameter.name, collection, declared }));
    }
  }
  return wanted;
}

/** The author's own statements of where values come from. */
function declaredChoices(keywords: unknown): unknown[] {
  return [own(keywords, 'x-ms-dynamic-values'), own(keywords, 'x-ms-dynamic-list')].filter(
    declared => declared !== undefined,
  );
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

/** The arguments of a filling operation, as `given` for {@link RequestWriter.write}. */
export function dynamicArguments(
  parameters: Readonly<Record<string, unknown>>,
  valueOf: (steps: readonly string[]) => unknown,
): (parameter: Parameter) => unknown {
  return ({ name }) => {
    const written = own(parameters, name);
    return written === undefined ? undefined : dynamicArgument(written, valueOf);
  };
}
