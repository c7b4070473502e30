import { isObject } from '../../../core/json-value.js';
import type { Operation } from '../../../runtime/definition.js';
import { valueAt } from '../../../runtime/json.js';
import { redacted } from '../../../runtime/redact.js';
import type { PlannedRequest } from '../request.js';
import { jsonVariable } from '../template.js';
import { callbackAddress } from './callback-place.js';

/** Values by the names of placeholders: percent-encoded under the plain name, as JSON under that of {@link jsonVariable}. */
export type Variables = ReadonlyMap<string, string>;

/** The variables that an answer's JSON gives. What was redacted, and what is neither text, number nor truth, gives none. */
export function variablesOf(
  operation: Operation,
  answer: unknown,
  keeps: ReadonlyMap<Operation, ReadonlyMap<string, string>>,
): Variables {
  const variables = new Map<string, string>();
  for (const [variable, pointer] of keeps.get(operation) ?? []) {
    const value = valueAt(answer, pointer);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    if (String(value).includes(redacted)) continue;
    add(variables, variable, value);
  }
  return variables;
}

/** The variables for the address at which a trigger is to be called back. */
export function callbackVariables(url: string): Variables {
  const variables = new Map<string, string>();
  add(variables, callbackAddress.variable, url);
  return variables;
}

function add(variables: Map<string, string>, name: string, value: string | number | boolean): void {
  variables.set(name, encodeURIComponent(value));
  variables.set(jsonVariable(name), JSON.stringify(value));
}

/** The request with what is known put in. A placeholder without a value stays, and the runtime does not send it. Pure. */
export function filledIn(request: PlannedRequest, variables: Variables): PlannedRequest {
  const { path, query, headers, body } = request;
  const put = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => variables.get(name) ?? whole);
  const plain = (text: string) =>
    text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => decoded(variables.get(name) ?? whole));
  const putPair = ([name, value]: readonly [string, string]) => [name, put(value)] as const;
  return {
    ...request,
    path: put(path),
    query: query.map(putPair),
    headers: headers.map(([name, value]) => [name, plain(value)] as const),
    body:
      body === null || body.kind === 'raw'
        ? body && { ...body, text: put(body.text) }
        : { ...body, fields: body.fields.map(([name, value]) => [name, plain(value)] as const) },
  };
}

function decoded(text: string): string {
  return text.startsWith('{{') ? text : decodeURIComponent(text);
}

/** True when every placeholder of the request was filled. */
export function isFilledIn({ path, query, headers, body }: PlannedRequest): boolean {
  return !JSON.stringify([path, query, headers, isObject(body) ? body : null]).includes('{{earlier_');
}
