import { isObject, own } from '../../../core/json-value.js';
import type { FunctionalFault } from '../faults.js';
import type { DynamicUse } from './case.js';

/** Entries of a list that are looked at. */
const mostItems = 1_000;

/**
 * Holds an answer against the place that it fills: is there a list, and has each entry something to send and something to show; or is
 * there a schema. An empty list is no fault of the definition, but nobody has seen that it works.
 */
export function judgeDynamic(use: DynamicUse, answer: unknown, consumer: string): FunctionalFault[] {
  const found = below(answer, use.collection);
  return use.kind === 'dynamic-schema' || use.kind === 'dynamic-properties'
    ? judgeSchema(use, found, consumer)
    : judgeList(use, found, consumer);
}

function judgeList(use: DynamicUse, list: unknown, consumer: string): FunctionalFault[] {
  const fault = faultsAt(use, 'functional-dynamic-list', consumer);
  const where = use.collection.length === 0 ? 'its whole answer' : `\`${use.collection.join('/')}\` in its answer`;
  if (!Array.isArray(list)) {
    return [
      fault('error', `${where} is no list`, 'Name the member of the answer that holds the list, or correct the API.'),
    ];
  }
  const items: readonly unknown[] = list.slice(0, mostItems);
  if (items.length === 0) {
    const message = `${where} is an empty list, so that there is nothing to choose`;
    const fix =
      'See that the account that is tested with has entries, or give values in tests/values.json that find some.';
    return [{ ...fault('warning', message, fix), rule: 'functional-dynamic-empty' }];
  }
  const faults: FunctionalFault[] = [];
  const lacking = (steps: readonly string[]) => items.filter(item => !isShown(below(item, steps))).length;
  if (use.value !== null && lacking(use.value) > 0) {
    const message = `an entry of ${where} has nothing at \`${use.value.join('/')}\`, which is what is to be sent`;
    faults.push(fault('error', message, 'Name the member of an entry that holds its value, or correct the API.'));
  }
  const untitled = use.title === null ? 0 : lacking(use.title);
  if (use.title !== null && untitled > 0) {
    const message = `an entry of ${where} has nothing at \`${use.title.join('/')}\`, which is what users are shown`;
    const severity = untitled === items.length ? 'error' : 'warning';
    faults.push(fault(severity, message, 'Name the member of an entry that holds its title, or correct the API.'));
  }
  return faults;
}

function judgeSchema(use: DynamicUse, schema: unknown, consumer: string): FunctionalFault[] {
  const fault = faultsAt(use, 'functional-dynamic-schema', consumer);
  const where = use.collection.length === 0 ? 'its whole answer' : `\`${use.collection.join('/')}\` in its answer`;
  const fix =
    'Name the member of the answer that holds the schema (an object with `type` or `properties`), or correct the API.';
  if (!isObject(schema)) return [fault('error', `${where} is no schema`, fix)];
  const properties = own(schema, 'properties');
  const members = isObject(properties) ? Object.keys(properties).length : Object.keys(schema).length;
  if (members > 0) return [];
  const message = `${where} is a schema without a member, so that there are no fields`;
  const advice = 'Give values in tests/values.json with which there are fields.';
  return [{ ...fault('warning', message, advice), rule: 'functional-dynamic-empty' }];
}

function faultsAt({ pointer, name, operationId }: DynamicUse, rule: string, consumer: string) {
  const filled = name === 'the answer' ? 'The fields of the answer' : `The choices for \`${name}\``;
  return (severity: FunctionalFault['severity'], message: string, fix: string): FunctionalFault => ({
    rule,
    severity,
    pointer,
    message: `${filled} of ${consumer} come from ${operationId}, but ${message}.`,
    fix,
  });
}

/** The value below these members, undefined when there is none. */
export function below(value: unknown, steps: readonly string[]): unknown {
  let here = value;
  for (const step of steps) {
    if (Array.isArray(here)) here = /^\d{1,6}$/.test(step) ? (here as readonly unknown[])[Number(step)] : undefined;
    else here = own(here, step);
  }
  return here;
}

/** True for what can be sent and shown. */
function isShown(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
