import { caseHeader } from '../../runtime/call.js';
import { pointerSegments } from '../../core/json-pointer.js';
import type { Case } from './cases/case.js';
import { mostPages } from './cases/paging.js';
import type { Variable } from './earlier-values.js';
import type { PlannedBody } from './request.js';
import { jsonVariable } from './template.js';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** A Postman Collection 2.1, as far as it is generated. */
export interface Collection {
  readonly info: { readonly name: string; readonly schema: typeof schema };
  readonly item: readonly object[];
  readonly variable?: readonly Variable[];
}

/** Stands for the connector's host. Every request goes to the gateway's socket, and the gateway knows where it has to go. */
const origin = 'http://connector.invalid';

/** Calls of the operation that tests the connection, before the run is given up. */
const connectionTries = 3;

/**
 * Writes planned calls as a Postman collection. It names no host and holds no credential. The only scripts are those that keep
 * a value of an answer for a later call, that go on to the next page, and that end the run where the connection does not work. All of
 * them only save calls: what happened is judged by what the gateway recorded. `variables` are what earlier runs gave.
 */
export function collectionOf(name: string, cases: readonly Case[], variables: readonly Variable[] = []): Collection {
  const first = cases.filter(({ kind }) => kind === 'paging').map(planned => firstPage(planned));
  const all = [...variables, ...first];
  return { info: { name, schema }, item: cases.map(itemOf), ...(all.length === 0 ? {} : { variable: all }) };
}

function itemOf(planned: Case): object {
  const { id, target, request, about } = planned;
  const { headers, body } = request;
  const contentType = body?.kind === 'raw' ? [['content-type', body.mediaType] as const] : [];
  const script = scriptOf(planned);
  return {
    id,
    name: about === '' ? target.operation.operationId : `${target.operation.operationId} ${about}`,
    request: {
      method: target.operation.method.toUpperCase(),
      header: [...headers, ...contentType, [caseHeader, id] as const].map(([key, value]) => ({ key, value })),
      url: origin + (planned.kind === 'paging' ? `{{${pageVariable(planned)}}}` : addressOf(planned)),
      ...(body === null ? {} : { body: bodyOf(body) }),
    },
    ...(script.length === 0 ? {} : { event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }] }),
  };
}

/** Path and query. */
function addressOf({ request: { path, query } }: Case): string {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return `${path}${search === '' ? '' : `?${search}`}`;
}

function bodyOf(body: PlannedBody): object {
  if (body.kind === 'raw') return { mode: 'raw', raw: body.text };
  return { mode: 'formdata', formdata: body.fields.map(([key, value]) => ({ key, value, type: 'text' })) };
}

function scriptOf(planned: Case): string[] {
  if (planned.kind === 'paging') return goingOn(planned, planned.nextLinkName ?? '');
  if (planned.kind === 'connection') return endingWithoutConnection(planned);
  return planned.keeps.size === 0 ? [] : keeping(planned.keeps);
}

/** The lines of a script that keeps values of an answer: percent-encoded for URLs, and as JSON for bodies. */
function keeping(keeps: ReadonlyMap<string, string>): string[] {
  return [
    ...readingAnswer,
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

const readingAnswer = ['let answer;', 'try { answer = pm.response.json(); } catch (notJson) { answer = undefined; }'];

/** The variable that holds path and query of the page that is asked for next. */
function pageVariable({ id }: Case): string {
  return `page_${id.replaceAll('-', '_')}`;
}

function firstPage(planned: Case): Variable {
  return { key: pageVariable(planned), value: addressOf(planned) };
}

/** The lines of a script that asks for the next page, as long as there is one and the bound is not reached. */
function goingOn(planned: Case, nextLinkName: string): string[] {
  const variable = JSON.stringify(pageVariable(planned));
  const counter = JSON.stringify(`${pageVariable(planned)}_count`);
  return [
    ...readingAnswer,
    `const link = answer === null || typeof answer !== 'object' ? undefined : answer[${JSON.stringify(nextLinkName)}];`,
    `const count = Number(pm.collectionVariables.get(${counter}) || 1);`,
    `if (pm.response.code < 300 && typeof link === 'string' && link !== '' && count < ${mostPages}) {`,
    "  const below = link.replace(/^[a-z]+:\\/\\/[^/?#]*/i, '').replace(/#.*$/, '').replace(/\\{/g, '%7B');",
    `  const page = below.startsWith('?') ? pm.collectionVariables.get(${variable}).split('?')[0] + below : below;`,
    `  pm.collectionVariables.set(${counter}, String(count + 1));`,
    `  pm.collectionVariables.set(${variable}, page.startsWith('/') ? page : '/' + page);`,
    `  pm.execution.setNextRequest(${JSON.stringify(planned.id)});`,
    '}',
  ];
}

/**
 * The lines of a script that calls again what a server in trouble answered, and ends the run when the connection does not work. 502 is
 * what the gateway says when nobody answered; the runtime has tried that often enough.
 */
function endingWithoutConnection({ id, declared }: Case): string[] {
  const counter = '"connection_tries"';
  const works = declared === true ? 'code < 300' : 'code !== 401 && code !== 502';
  return [
    'const code = pm.response.code;',
    `const tries = Number(pm.collectionVariables.get(${counter}) || 1);`,
    `if (code >= 500 && code !== 502 && tries < ${connectionTries}) {`,
    `  pm.collectionVariables.set(${counter}, String(tries + 1));`,
    `  pm.execution.setNextRequest(${JSON.stringify(id)});`,
    `} else if (!(${works})) pm.execution.setNextRequest(null);`,
  ];
}
