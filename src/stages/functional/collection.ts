import { caseHeader } from '../../runtime/call.js';
import { pointerSegments } from '../../core/json-pointer.js';
import type { Case } from './plan.js';
import type { PlannedBody } from './request.js';
import { jsonVariable } from './template.js';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** A Postman Collection 2.1, as far as it is generated. */
export interface Collection {
  readonly info: { readonly name: string; readonly schema: typeof schema };
  readonly item: readonly object[];
}

/** Stands for the connector's host. Every request goes to the gateway's socket, and the gateway knows where it has to go. */
const origin = 'http://connector.invalid';

/**
 * Writes the planned calls as a Postman collection. It names no host and holds no credential. The only scripts are those that keep
 * a value of an answer for a later call.
 */
export function collectionOf(name: string, cases: readonly Case[]): Collection {
  return { info: { name, schema }, item: cases.map(itemOf) };
}

function itemOf({ id, target, request, keeps }: Case): object {
  const { path, query, headers, body } = request;
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const contentType = body?.kind === 'raw' ? [['content-type', body.mediaType] as const] : [];
  return {
    id,
    name: target.operation.operationId,
    request: {
      method: target.operation.method.toUpperCase(),
      header: [...headers, ...contentType, [caseHeader, id] as const].map(([key, value]) => ({ key, value })),
      url: `${origin}${path}${search === '' ? '' : `?${search}`}`,
      ...(body === null ? {} : { body: bodyOf(body) }),
    },
    ...(keeps.size === 0
      ? {}
      : { event: [{ listen: 'test', script: { type: 'text/javascript', exec: keeping(keeps) } }] }),
  };
}

function bodyOf(body: PlannedBody): object {
  if (body.kind === 'raw') return { mode: 'raw', raw: body.text };
  return { mode: 'formdata', formdata: body.fields.map(([key, value]) => ({ key, value, type: 'text' })) };
}

/** The lines of a script that keeps values of an answer: percent-encoded for URLs, and as JSON for bodies. */
function keeping(keeps: ReadonlyMap<string, string>): string[] {
  return [
    'let answer;',
    'try { answer = pm.response.json(); } catch (notJson) { answer = undefined; }',
    'const keep = (name, jsonName, steps) => {',
    '  let value = answer;',
    '  for (const step of steps) value = value === null || value === undefined ? undefined : value[step];',
    "  if (!['string', 'number', 'boolean'].includes(typeof value)) return;",
    '  pm.collectionVariables.set(name, encodeURIComponent(value));',
    '  pm.collectionVariables.set(jsonName, JSON.stringify(value));',
    '};',
    ...[...keeps].map(
      ([variable, pointer]) =>
        `if (pm.response.code < 300) keep(${[variable, jsonVariable(variable), pointerSegments(pointer) ?? []]
          .map(argument => JSON.stringify(argument))
          .join(', ')});`,
    ),
  ];
}
