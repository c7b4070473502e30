import { arrayOf, isObject, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { compilePattern } from './pattern.js';
import { exampleKey } from './response-examples.js';
import type { ExampleMembers } from './response-examples.js';
import { sampleFileFor } from './sample-file.js';
import type { SchemaView, ViewSchema } from './schema-view.js';

/** Where a value comes from, best first. */
export type ValueOrigin =
  | 'tests/values.json'
  | 'x-ms-test-value'
  | 'earlier answer'
  | 'example'
  | 'default'
  | 'enum'
  | 'generated'
  // Of calls that are to be refused.
  | 'spoilt on purpose';

/** What a value is made with. The same context gives the same values. */
export interface GenerateContext {
  readonly view: ViewSchema;
  /** The day of the run, `YYYY-MM-DD`: dates are made from it, so that an API that refuses the past accepts them. */
  readonly day: string;
  /** What the operation's own examples of answers show, for members of the same name. */
  readonly shown?: ExampleMembers;
}

/** A value for a schema, or why there is none. */
export type Generated =
  | { readonly kind: 'value'; readonly value: unknown; readonly origin: ValueOrigin }
  | { readonly kind: 'none'; readonly reason: string };

/** Levels of objects and arrays that are filled; below, only what is required. */
const fullDepth = 3;
const deepest = 12;
const longestArray = 20;
/** Values in one body. A definition that asks for more is not worth a request. */
const budgetOfOneValue = 2_000;

/**
 * Makes a value that fits a schema: what the author wrote for tests, examples, defaults and choices first, else the simplest value
 * that honours type, format, bounds and pattern. Deterministic, and bounded in depth and size.
 */
export function generate(schema: unknown, name: string, context: GenerateContext): Generated {
  return make(schema, name, { ...context, depth: 0, budget: { left: budgetOfOneValue } });
}

/** What the author wrote into a schema or parameter for others to use, in the order of how seriously it was meant. */
export function writtenValue(keywords: JsonObject): Generated | null {
  const written = [
    ['x-ms-test-value', 'x-ms-test-value'],
    ['example', 'example'],
    ['x-example', 'example'],
    ['default', 'default'],
  ] as const;
  for (const [keyword, origin] of written) {
    const value = own(keywords, keyword);
    if (value !== undefined) return { kind: 'value', value, origin };
  }
  const [first] = arrayOf(own(keywords, 'enum'));
  return first === undefined ? null : { kind: 'value', value: first, origin: 'enum' };
}

interface Making extends GenerateContext {
  readonly depth: number;
  readonly budget: { left: number };
}

function make(schema: unknown, name: string, making: Making): Generated {
  making.budget.left -= 1;
  if (making.depth > deepest || making.budget.left < 0) return none('its schema nests too deep or asks for too much');
  const view = making.view(schema);
  if (!view) return none('its schema refers to something that is not there');
  const written = writtenValue(view.keywords);
  if (written) return written;
  const shown = shownValue(view, name, making);
  if (shown) return shown;
  switch (view.type) {
    case 'object':
    case null:
      return makeObject(view, making);
    case 'array':
      return makeArray(view, name, making);
    case 'boolean':
      return generated(true);
    case 'integer':
    case 'number':
      return makeNumber(view.keywords, view.type === 'integer');
    case 'string':
      return makeString(view.keywords, name, making.day);
    case 'file':
      return generated(sampleFileFor(name).text);
    default:
      return none(`its type \`${view.type}\` cannot be made up`);
  }
}

/** What an example of the answer shows under this name, where it fits. Dates do not: they grow old, and an API may refuse the past. */
function shownValue({ type, keywords }: SchemaView, name: string, { shown, depth }: Making): Generated | null {
  const value = depth === 0 ? undefined : shown?.get(exampleKey(name));
  return value !== undefined && fitsType(value, type, keywords) ? { kind: 'value', value, origin: 'example' } : null;
}

function fitsType(value: string | number | boolean, type: string | null, keywords: JsonObject): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && isPlainText(value, keywords);
    case 'integer':
    case 'number':
      return typeof value === 'number' && isNumberFor(keywords, type === 'integer', value);
    case 'boolean':
      return typeof value === 'boolean';
    case null:
    default:
      return false;
  }
}

function isPlainText(text: string, keywords: JsonObject): boolean {
  const pattern = own(keywords, 'pattern');
  const longest = boundOf(keywords, 'maxLength') ?? Infinity;
  if (own(keywords, 'format') !== undefined || text.length > longest || /^\d{4}-\d{2}-\d{2}/.test(text)) return false;
  if (text.length < (boundOf(keywords, 'minLength') ?? 1)) return false;
  return typeof pattern !== 'string' || compilePattern(pattern)?.(text) === true;
}

/** Required members; where none is required, all of them down to a few levels, so that a body is not simply empty. */
function makeObject(view: SchemaView, making: Making): Generated {
  const below = { ...making, depth: making.depth + 1 };
  const all = view.required.size === 0 && making.depth < fullDepth;
  const members: [string, unknown][] = [];
  for (const [name, property] of view.properties) {
    const needed = view.required.has(name);
    const seen = making.view(property);
    const meantForTests = seen !== null && own(seen.keywords, 'x-ms-test-value') !== undefined;
    if (seen !== null && own(seen.keywords, 'readOnly') === true) continue;
    if (!needed && !all && !meantForTests) continue;
    const made = make(property, name, below);
    if (made.kind === 'value') members.push([name, made.value]);
    else if (needed) return none(`\`${name}\`: ${made.reason}`);
  }
  for (const name of view.required) {
    // Required but not described: any text may do, and the API says if not.
    if (!view.properties.has(name)) members.push([name, 'sample']);
  }
  const more = own(view.keywords, 'additionalProperties');
  if (members.length === 0 && isObject(more)) {
    const made = make(more, 'sample', below);
    if (made.kind === 'value') members.push(['sample', made.value]);
  }
  return generated(Object.fromEntries(members));
}

function makeArray(view: SchemaView, name: string, making: Making): Generated {
  const least = boundOf(view.keywords, 'minItems') ?? 0;
  const most = boundOf(view.keywords, 'maxItems') ?? longestArray;
  const length = Math.max(least, Math.min(1, most));
  if (length > longestArray) return none(`it needs ${least} items`);
  if (length > 1 && own(view.keywords, 'uniqueItems') === true) return none('it needs several different items');
  const items: unknown[] = [];
  for (let index = 0; index < length; index += 1) {
    const made = make(own(view.keywords, 'items') ?? {}, name, { ...making, depth: making.depth + 1 });
    if (made.kind === 'none') return least === 0 ? generated([]) : made;
    items.push(made.value);
  }
  return generated(items);
}

/** The smallest number within the bounds that is at least 1 where that is allowed. */
function makeNumber(keywords: JsonObject, whole: boolean): Generated {
  const step = boundOf(keywords, 'multipleOf');
  const unit = step !== null && step > 0 ? step : 1;
  const { least, most, within } = boundsOf(keywords);
  const near = [1, least, most, 0].filter(Number.isFinite).flatMap(value => {
    const multiple = Math.ceil(value / unit) * unit;
    return [multiple, multiple + unit, multiple - unit];
  });
  // Between two bounds that no multiple of 1 fits into, half way is left.
  if (!whole && step === null && Number.isFinite(least) && Number.isFinite(most)) near.push((least + most) / 2);
  const value = near.find(candidate => within(candidate) && (!whole || Number.isInteger(candidate)));
  return value === undefined ? none('no number fits its bounds') : generated(value);
}

function isNumberFor(keywords: JsonObject, whole: boolean, value: number): boolean {
  const step = boundOf(keywords, 'multipleOf');
  return (
    boundsOf(keywords).within(value) && (!whole || Number.isInteger(value)) && (step === null || value % step === 0)
  );
}

function boundsOf(keywords: JsonObject) {
  const least = boundOf(keywords, 'minimum') ?? -Infinity;
  const most = boundOf(keywords, 'maximum') ?? Infinity;
  const above = (value: number) => (own(keywords, 'exclusiveMinimum') === true ? value > least : value >= least);
  const below = (value: number) => (own(keywords, 'exclusiveMaximum') === true ? value < most : value <= most);
  return { least, most, within: (value: number) => above(value) && below(value) };
}

function makeString(keywords: JsonObject, name: string, day: string): Generated {
  const least = boundOf(keywords, 'minLength') ?? 0;
  const most = boundOf(keywords, 'maxLength') ?? Infinity;
  const pattern = own(keywords, 'pattern');
  const test = typeof pattern === 'string' ? compilePattern(pattern) : () => true;
  if (!test) return none('its pattern cannot be checked in bounded time');
  const format = own(keywords, 'format');
  const shaped = typeof format === 'string' ? formatted(format, name, day) : null;
  const candidates = shaped === null ? textsLike(name, day, least) : [shaped];
  const fits = candidates
    .map(text => (shaped === null && text.length > most ? text.slice(0, most) : text))
    .find(text => text.length >= least && text.length <= most && test(text));
  return fits === undefined ? none('no simple text fits its format, length and pattern') : generated(fits);
}

/** Texts for well-known formats; null for one that says nothing about the form. */
function formatted(format: string, name: string, day: string): string | null {
  switch (format) {
    case 'date':
      return dayAfter(day, isEnd(name) ? 1 : 0);
    case 'date-time':
      return `${dayAfter(day, isEnd(name) ? 2 : 1)}T09:00:00Z`;
    case 'date-no-tz':
      return `${dayAfter(day, isEnd(name) ? 2 : 1)}T09:00:00`;
    case 'uuid':
      return '00000000-0000-4000-8000-000000000001';
    case 'email':
      return 'sample@example.com';
    case 'uri':
    case 'url':
      return 'https://example.com/sample';
    case 'hostname':
      return 'example.com';
    case 'ipv4':
      return '192.0.2.1';
    case 'ipv6':
      return '2001:db8::1';
    case 'byte':
      return 'c2FtcGxl';
    case 'html':
      return '<p>sample</p>';
    default:
      return null;
  }
}

/** Texts that suit what a member's name says it is, then plain ones, then texts that suit most patterns. */
function textsLike(name: string, day: string, least: number): string[] {
  const meant: string[] = [];
  if (/e?mail/i.test(name)) meant.push('sample@example.com');
  if (/ur[il]$|link$|website/i.test(name)) meant.push('https://example.com/sample');
  if (/(?:date|time|At)$/.test(name)) meant.push(`${dayAfter(day, isEnd(name) ? 2 : 1)}T09:00:00Z`, dayAfter(day, 0));
  if (/phone/i.test(name)) meant.push('+12025550123');
  const codes = ['1', 'A1', 'a-1', dayAfter(day, 0), '09:00', 'en', 'US', 'en-US', 'USD', '12345'];
  return [...meant, 'sample', ...plainTexts(least), 'Sample', 'SAMPLE', ...codes];
}

/** Texts of exactly the least length. */
function plainTexts(least: number): string[] {
  if (least === 0 || least > 10_000) return [];
  return ['sample ', 'a', 'A', '1'].map(piece =>
    piece
      .repeat(Math.ceil(least / piece.length))
      .slice(0, least)
      .replace(/ $/, 'e'),
  );
}

/** True for names of a time at which something ends, which has to lie after the time at which it begins. */
function isEnd(name: string): boolean {
  return /^(?:end|until|expir|due|to$|finish|stop|close)|(?:End|Until|Expir|Due|To$|Finish|Stop)|_(?:end|until|expir|due|to$)/.test(
    name,
  );
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function boundOf(keywords: JsonObject, keyword: string): number | null {
  const value = own(keywords, keyword);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function generated(value: unknown): Generated {
  return { kind: 'value', value, origin: 'generated' };
}

function none(reason: string): Generated {
  return { kind: 'none', reason };
}
