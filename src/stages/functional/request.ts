import type { Operation, Parameter } from '../../runtime/definition.js';
import { arrayOf, isObject, own } from '../../core/json-value.js';
import { textOf } from '../../runtime/json.js';
import type { Generated, ValueOrigin } from './generate.js';
import { multipartOf } from './multipart.js';
import type { FormPart } from './multipart.js';
import { sampleFileFor } from './sample-file.js';
import type { EarlierValue } from './template.js';
import { jsonText, plainText, urlText } from './template.js';
import { bodyMediaType } from './testability.js';

/** The body of a planned request. */
export type PlannedBody =
  | { readonly kind: 'raw'; readonly mediaType: string; readonly text: string }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [string, string])[] };

/** A request that is to succeed. Texts may hold placeholders for values of earlier answers. */
export interface PlannedRequest {
  /** Percent-encoded, with the base path. */
  readonly path: string;
  /** Names and values percent-encoded. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: PlannedBody | null;
  /** Where each value that is sent comes from, by parameter name. */
  readonly origins: Readonly<Record<string, ValueOrigin>>;
}

/** Where a request takes its values from. */
export interface RequestValues {
  /** What the package brings for a parameter, or undefined. */
  readonly given: (parameter: Parameter) => unknown;
  readonly made: (schema: unknown, name: string) => Generated;
  /** What examples of answers show for a parameter outside of the body; undefined when they show nothing of the kind. */
  readonly exampled: (parameter: Parameter) => unknown;
  /** By parameter name, or by {@link bodyKey} for a member of the body. */
  readonly earlier: (name: string) => EarlierValue | null;
  /** The earlier value that a reference in the package's values means. */
  readonly referenced: (value: unknown) => EarlierValue | null;
  readonly basePath: string;
}

/** How a request differs from the one that is to succeed. */
export interface RequestChange {
  readonly leaveOut?: readonly Parameter[];
  /** Sent instead of what would be, and also where nothing would be sent. */
  readonly replace?: ReadonlyMap<Parameter, unknown>;
  /** Makes another body of the one that is to succeed. */
  readonly body?: (value: unknown) => unknown;
}

/** A request with all its values, or which value is missing. */
export type Filled =
  | {
      readonly kind: 'filled';
      readonly request: PlannedRequest;
      /** What each parameter that is sent was given. */
      readonly chosen: ReadonlyMap<Parameter, unknown>;
    }
  | { readonly kind: 'valueless'; readonly reason: string };

/** Gives every parameter that is sent its value, and writes the request down. Pure. */
export function fillRequest(operation: Operation, values: RequestValues, change: RequestChange = {}): Filled {
  let path = operation.path;
  const query: [string, string][] = [];
  const headers: [string, string][] = [['accept', 'application/json']];
  const fields: [string, string][] = [];
  const files: FormPart[] = [];
  const origins: Record<string, ValueOrigin> = {};
  const given = new Map<Parameter, unknown>();
  let body: PlannedBody | null = null;
  for (const parameter of operation.parameters) {
    if (change.leaveOut?.includes(parameter) === true) continue;
    const chosen = changed(parameter, choose(parameter, values), change);
    if (chosen === null) continue;
    if (chosen.kind === 'none') return { kind: 'valueless', reason: `\`${parameter.name}\`: ${chosen.reason}` };
    origins[parameter.name] = chosen.origin;
    given.set(parameter, chosen.value);
    const written = serialise(parameter, chosen.value);
    switch (parameter.in) {
      case 'path':
        path = path.replaceAll(`{${parameter.name}}`, () => written[0] ?? '');
        break;
      case 'query':
        for (const text of written) query.push([encodeURIComponent(parameter.name), text]);
        break;
      case 'header':
        headers.push([parameter.name, plainText(joined(parameter, chosen.value))]);
        break;
      case 'formData':
        if (own(parameter.declaration, 'type') === 'file') {
          files.push({ name: parameter.name, file: sampleFileFor(parameter.name), text: plainText(chosen.value) });
          break;
        }
        for (const text of written) fields.push([encodeURIComponent(parameter.name), text]);
        break;
      case 'body': {
        const mediaType = bodyMediaType(operation.consumes) ?? 'application/json';
        const text = /json/i.test(mediaType) ? jsonText(chosen.value) : plainText(chosen.value);
        body = { kind: 'raw', mediaType, text };
        break;
      }
    }
  }
  // A path variable that no parameter declares: lint says so. Placeholders of our own have two braces.
  path = path.replace(/(?<!\{)\{[^{}]*\}(?!\})/g, 'sample');
  if (files.length > 0) body = uploadOf(fields, files);
  else if (fields.length > 0) body = formOf(operation, fields);
  const request = { path: values.basePath + path, query, headers, body, origins };
  return { kind: 'filled', request, chosen: given };
}

function changed(parameter: Parameter, chosen: Generated | null, { replace, body }: RequestChange): Generated | null {
  if (replace?.has(parameter) === true)
    return { kind: 'value', value: replace.get(parameter), origin: 'spoilt on purpose' };
  if (parameter.in !== 'body' || body === undefined || chosen?.kind !== 'value') return chosen;
  return { kind: 'value', value: body(chosen.value), origin: 'spoilt on purpose' };
}

/** The value of a parameter; null when it is optional and nobody gave one; a body is always sent. */
function choose(parameter: Parameter, values: RequestValues): Generated | null {
  const given = values.given(parameter);
  if (given !== undefined) return { kind: 'value', value: withReferences(given, values), origin: 'tests/values.json' };
  const forTests = own(parameter.declaration, 'x-ms-test-value');
  if (forTests !== undefined) return { kind: 'value', value: forTests, origin: 'x-ms-test-value' };
  if (parameter.in !== 'body' && !parameter.required) return null;
  const earlier = parameter.in === 'body' ? null : values.earlier(parameter.name);
  if (earlier) return { kind: 'value', value: earlier, origin: 'earlier answer' };
  const example = parameter.in === 'body' ? writtenBody(parameter) : undefined;
  if (example !== undefined) return { kind: 'value', value: example, origin: 'example' };
  const made = values.made(parameter.schema, parameter.name);
  const exampled = made.kind === 'value' && made.origin !== 'generated' ? undefined : values.exampled(parameter);
  if (exampled !== undefined) return { kind: 'value', value: exampled, origin: 'example' };
  return parameter.in === 'body' && made.kind === 'value' ? withEarlierMembers(made, values) : made;
}

/** A whole body that the author wrote beside the schema: `x-example`, or the first of `x-examples`, by media type or by name. */
function writtenBody({ declaration }: Parameter): unknown {
  const example = own(declaration, 'x-example') ?? own(declaration, 'example');
  if (example !== undefined) return example;
  const named = own(declaration, 'x-examples');
  if (!isObject(named)) return undefined;
  const first = own(named, 'application/json') ?? Object.values(named)[0];
  return own(first, 'value') ?? first;
}

/** A generated body with the ids that earlier answers give. */
function withEarlierMembers(made: Generated & { kind: 'value' }, values: RequestValues): Generated {
  if (made.origin !== 'generated' || !isObject(made.value)) return made;
  const members = Object.entries(made.value).map(
    ([name, value]) => [name, values.earlier(bodyKey(name)) ?? value] as const,
  );
  return { ...made, value: Object.fromEntries(members) };
}

function withReferences(value: unknown, values: RequestValues): unknown {
  const earlier = values.referenced(value);
  if (earlier) return earlier;
  if (Array.isArray(value)) return value.map(item => withReferences(item, values));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withReferences(member, values)]));
}

const separators: Readonly<Record<string, string>> = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };

/** The texts that a parameter's value is sent as, percent-encoded: one, or for `multi` one for each item. */
function serialise(parameter: Parameter, value: unknown): string[] {
  if (Array.isArray(value) && own(parameter.declaration, 'collectionFormat') === 'multi') return value.map(urlText);
  return [urlText(joined(parameter, value))];
}

function joined({ declaration }: Parameter, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const separator = separators[textOf(own(declaration, 'collectionFormat')) ?? 'csv'] ?? ',';
  return arrayOf(value).map(plainText).join(separator);
}

function formOf(operation: Operation, fields: readonly (readonly [string, string])[]): PlannedBody {
  const multipart = operation.consumes.includes('multipart/form-data');
  if (multipart)
    return { kind: 'form', fields: fields.map(([name, value]) => [decodeURIComponent(name), decodeForm(value)]) };
  const text = fields.map(([name, value]) => `${name}=${value}`).join('&');
  return { kind: 'raw', mediaType: 'application/x-www-form-urlencoded', text };
}

/** A form with files, which is multipart by itself (OpenAPI 2.0, Parameter Object: `file`). */
function uploadOf(fields: readonly (readonly [string, string])[], files: readonly FormPart[]): PlannedBody {
  const plain = fields.map(([name, value]) => ({
    name: decodeURIComponent(name),
    file: null,
    text: decodeForm(value),
  }));
  return { kind: 'raw', ...multipartOf([...plain, ...files]) };
}

/** Multipart fields are sent as they are. */
function decodeForm(value: string): string {
  return value.startsWith('{{') ? value : decodeURIComponent(value);
}

/** The key under which a member of the body asks for an earlier value. */
export function bodyKey(name: string): string {
  return `body ${name}`;
}
