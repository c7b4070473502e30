import { readJson } from '../../core/json-text.js';
import type { JsonText } from '../../core/json-text.js';
import type { Operation } from '../../runtime/definition.js';
import { isObject, objectOf, own } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import type { JsonObject } from '../../core/json-value.js';

/** Where a package may bring values to test with. Documented in docs/reference/test-values.md. */
export const testValuesPath = 'tests/values.json';

/** The member that stands for the body parameter, whatever that parameter is called. */
const bodyMember = 'body';
/** The member whose values go for every operation. */
const everyOperation = '*';
/** The member that says how what an operation creates is removed. */
const cleanupMember = '$cleanup';
/** The member that says what causes the event of a trigger. */
const eventsMember = '$events';

/** A value taken from the answer of another operation: `{ "$from": "CreateBook", "$pointer": "/id" }`. */
export interface ValueReference {
  readonly operationId: string;
  /** JSON pointer into the answer. */
  readonly pointer: string;
}

/** What is wrong in tests/values.json, and where. */
export interface TestValuesFault {
  readonly pointer: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly fix: string;
}

/** What removes the thing that an operation created. `$from` the creating operation is the very answer that is cleaned up after. */
export interface GivenCleanup {
  readonly operationId: string;
  /** By parameter; `body` is the body. */
  readonly values: JsonObject;
}

/** What causes the event of a trigger. `$from` any operation means its answer in the trigger's own test. */
export interface GivenEvent {
  readonly operationId: string;
  /** By parameter; `body` is the body. */
  readonly values: JsonObject;
}

/** The values that a package brings along. */
export interface TestValues {
  /** The value for a parameter, or undefined when there is none. The body parameter is asked for as it is, whatever its name. */
  valueFor(operation: Operation, parameter: { readonly name: string; readonly in: string }): unknown;
  /** How the author removes what this operation creates; null when nothing is said. */
  cleanupOf(operation: Operation): GivenCleanup | 'not-needed' | null;
  /** What the author says causes this trigger's event; `none`: nothing here does. Null when nothing is said. */
  eventOf(trigger: Operation): GivenEvent | 'none' | null;
  readonly faults: readonly TestValuesFault[];
}

/** Reads the bytes of tests/values.json, or of a package without it. Values that fit no operation or parameter are faults. */
export function readTestValues(bytes: Uint8Array | undefined, operations: readonly Operation[]): TestValues {
  if (bytes === undefined) return { valueFor: () => undefined, cleanupOf: () => null, eventOf: () => null, faults: [] };
  const json = readJson(bytes);
  const faults = json.faults.map(({ pointer, line, column, message }) => ({
    pointer,
    line,
    column,
    message: `${testValuesPath} is not valid JSON: ${message}`,
    fix: 'Correct the file; it is one JSON object with an object per operationId.',
  }));
  const values = isObject(json.value) ? json.value : {};
  return {
    valueFor(operation, parameter) {
      const member = parameter.in === 'body' ? bodyMember : parameter.name;
      const specific = own(own(values, operation.operationId), member);
      return specific === undefined ? own(own(values, everyOperation), member) : specific;
    },
    cleanupOf: ({ operationId }) => cleanupIn(own(own(values, cleanupMember), operationId)),
    eventOf: ({ operationId }) => eventIn(own(own(values, eventsMember), operationId)),
    faults: faults.length > 0 ? faults : unknownNames(values, operations, json),
  };
}

function cleanupIn(written: unknown): GivenCleanup | 'not-needed' | null {
  if (written === false) return 'not-needed';
  const operationId = textOf(own(written, 'operationId'));
  return operationId === null ? null : { operationId, values: objectOf(own(written, 'values')) };
}

function eventIn(written: unknown): GivenEvent | 'none' | null {
  if (written === false) return 'none';
  const operationId = textOf(own(written, 'operationId'));
  return operationId === null ? null : { operationId, values: objectOf(own(written, 'values')) };
}

/** The reference when a value is one, else null. */
export function referenceIn(value: unknown): ValueReference | null {
  if (!isObject(value)) return null;
  const operationId = textOf(own(value, '$from'));
  const pointer = own(value, '$pointer');
  return operationId !== null && typeof pointer === 'string' ? { operationId, pointer } : null;
}

/** Every reference in a value, at any depth. */
export function referencesIn(value: unknown): ValueReference[] {
  const reference = referenceIn(value);
  if (reference) return [reference];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** A name that matches nothing does nothing, and its author believes that it does. */
function unknownNames(values: JsonObject, operations: readonly Operation[], json: JsonText): TestValuesFault[] {
  const faults: TestValuesFault[] = [];
  const add = (pointer: string, message: string, fix: string) => {
    const place = json.locateKey(pointer);
    faults.push({ pointer, line: place?.line ?? null, column: place?.column ?? null, message, fix });
  };
  for (const [operationId, given] of Object.entries(values)) {
    const pointer = pointerTo('', operationId);
    if (operationId === cleanupMember) {
      unknownCleanups(given, operations, add);
      continue;
    }
    if (operationId === eventsMember) {
      unknownEvents(given, operations, add);
      continue;
    }
    const meant = operations.filter(
      operation => operationId === everyOperation || operation.operationId === operationId,
    );
    if (meant.length === 0) {
      add(
        pointer,
        `No operation is called \`${operationId}\`.`,
        'Use the operationId exactly as in the definition, or `*` for all.',
      );
      continue;
    }
    if (!isObject(given)) {
      add(
        pointer,
        `The values of \`${operationId}\` are not an object.`,
        'Write an object with a member per parameter.',
      );
      continue;
    }
    const names = new Set(
      meant.flatMap(({ parameters }) => parameters.map(p => (p.in === 'body' ? bodyMember : p.name))),
    );
    for (const [name, value] of Object.entries(given)) {
      for (const reference of referencesIn(value)) {
        if (operations.some(operation => operation.operationId === reference.operationId)) continue;
        add(
          pointerTo(pointer, name),
          `A value of \`${operationId}\` comes from \`${reference.operationId}\`, which is no operation.`,
          'Write the operationId of the operation whose answer holds the value after `$from`.',
        );
      }
      if (names.has(name)) continue;
      add(
        pointerTo(pointer, name),
        `\`${operationId}\` has no parameter \`${name}\`.`,
        'Use the parameter’s name exactly as in the definition; the body is called `body`.',
      );
    }
  }
  return faults;
}

function unknownCleanups(
  written: unknown,
  operations: readonly Operation[],
  add: (pointer: string, message: string, fix: string) => void,
): void {
  const known = (name: string) => operations.find(({ operationId }) => operationId === name);
  for (const [creates, cleanup] of Object.entries(objectOf(written))) {
    const pointer = pointerTo('', cleanupMember, creates);
    const fix =
      'Write the operationId of what creates, and below it `false`, or `operationId` and `values` of what removes.';
    if (!known(creates)) add(pointer, `No operation is called \`${creates}\`.`, fix);
    const read = cleanupIn(cleanup);
    if (read === 'not-needed') continue;
    const removes = read === null ? undefined : known(read.operationId);
    if (read === null || !removes) {
      add(pointer, `The clean-up of \`${creates}\` names no operation of the definition.`, fix);
      continue;
    }
    const names = new Set(removes.parameters.map(({ in: place, name }) => (place === 'body' ? bodyMember : name)));
    for (const name of Object.keys(read.values)) {
      if (names.has(name)) continue;
      const message = `\`${read.operationId}\` has no parameter \`${name}\`.`;
      add(pointer, message, 'Use the parameter’s name exactly as in the definition; the body is called `body`.');
    }
  }
  if (!isObject(written)) {
    add(
      pointerTo('', cleanupMember),
      'The clean-ups are not an object.',
      'Write an object with a member per operation.',
    );
  }
}

function unknownEvents(
  written: unknown,
  operations: readonly Operation[],
  add: (pointer: string, message: string, fix: string) => void,
): void {
  const known = (name: string) => operations.find(({ operationId }) => operationId === name);
  const fix =
    'Write the operationId of a trigger, and below it `false`, or `operationId` and `values` of what causes its event.';
  if (!isObject(written)) add(pointerTo('', eventsMember), 'The events are not an object.', fix);
  for (const [trigger, event] of Object.entries(objectOf(written))) {
    const pointer = pointerTo('', eventsMember, trigger);
    if (own(known(trigger)?.declaration, 'x-ms-trigger') === undefined) {
      add(pointer, `No trigger is called \`${trigger}\`.`, fix);
    }
    const read = eventIn(event);
    if (read === 'none') continue;
    const causes = read === null ? undefined : known(read.operationId);
    if (read === null || !causes || causes.operationId === trigger) {
      add(pointer, `The event of \`${trigger}\` names no other operation of the definition.`, fix);
      continue;
    }
    const names = new Set(causes.parameters.map(({ in: place, name }) => (place === 'body' ? bodyMember : name)));
    for (const [name, value] of Object.entries(read.values)) {
      for (const reference of referencesIn(value)) {
        if (known(reference.operationId)) continue;
        const message = `A value of the event of \`${trigger}\` comes from \`${reference.operationId}\`, which is no operation.`;
        add(pointer, message, 'Write the operationId of the operation whose answer holds the value after `$from`.');
      }
      if (names.has(name)) continue;
      const message = `\`${read.operationId}\` has no parameter \`${name}\`.`;
      add(pointer, message, 'Use the parameter’s name exactly as in the definition; the body is called `body`.');
    }
  }
}
