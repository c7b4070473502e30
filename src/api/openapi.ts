import { z } from 'zod';
import { problems } from '../core/problems.js';
import type { ProblemCode } from '../core/problems.js';
import { problemMediaType, statusOf } from './http-problem.js';
import type { Route } from './route.js';
import { named } from './schemas.js';

type Json = Record<string, unknown>;

const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  fault: z.enum(['yours', 'ours', 'upstream']),
  fix: z.string(),
});

/** Problems that a request can meet anywhere, whatever the route. */
const anywhere = ['request-malformed', 'request-timeout', 'unexpected-error', 'database-unreachable'] as const;
const withToken = ['token-missing', 'token-unknown', 'token-expired', 'token-revoked', 'scope-missing'] as const;
const withBody = ['body-too-large', 'media-type-unsupported'] as const;
const withKey = ['idempotency-key-reused', 'idempotency-in-progress'] as const;

/** The methods that stand for `any`: those that an operation of a definition may have. */
const anyMethod = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** The API's description as OpenAPI 3.1, made from the route table and its schemas: what is not in them is not in the API. */
export function openapiDocument(routes: Readonly<Record<string, Route>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, route] of Object.entries(routes)) {
    const described =
      route.method === 'any'
        ? anyMethod.map(method => [method, `${operationId}_${method}`])
        : [[route.method, operationId]];
    for (const [method = '', id = ''] of described)
      paths[route.path] = { ...paths[route.path], [method]: operationOf(id, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Assay',
      version,
      description: 'Certification and publishing of API connectors. Failures are RFC 9457 problems.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { ...componentSchemas(), Problem: inline(problemSchema) },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token, `assay_…`.' } },
    },
  };
}

function operationOf(operationId: string, route: Route): Json {
  const requestBody = requestBodyOf(route);
  return {
    operationId,
    summary: route.summary,
    ...(route.scope === null ? { security: [] } : { security: [{ token: [] }], 'x-scope': route.scope }),
    parameters: [
      ...parametersOf('path', route.params),
      ...parametersOf('query', route.query),
      ...(route.method === 'post' ? [idempotencyKey] : []),
    ],
    ...(requestBody && { requestBody }),
    responses: { [route.success.status]: successOf(route), ...failuresOf(route) },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Any text of your own. The same request with the same key is carried out once and answered alike.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const fields: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  return Object.entries(fields).map(([name, field]) => {
    const { description, ...rest } = inline(field);
    return {
      name,
      in: where,
      required: where === 'path',
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function requestBodyOf(route: Route): Json | null {
  if (!route.body) return null;
  if (!route.upload) return { required: true, content: { 'application/json': { schema: reference(route.body) } } };
  return { required: true, content: { 'multipart/form-data': { schema: formOf(route.body) } } };
}

/** The fields of an upload together with its file. */
function formOf(fields: z.ZodObject): Json {
  const { properties, required = [], ...rest } = inline(fields);
  const file = { type: 'string', format: 'binary', description: 'The connector as a zip, at most 10 MiB.' };
  return { ...rest, properties: { ...properties, package: file }, required: [...required, 'package'] };
}

function successOf({ success }: Route): Json {
  const { description, headers = {}, schema, mediaType } = success;
  const described = Object.entries(headers).map(([name, meaning]): [string, Json] => [
    name,
    { description: meaning, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(described.length > 0 && { headers: Object.fromEntries(described) }),
    ...((schema ?? mediaType) && { content: contentOf(schema, mediaType) }),
  };
}

function contentOf(schema: Route['success']['schema'], mediaType: Route['success']['mediaType']): Json {
  const texts = [mediaType ?? []].flat().map((type): [string, Json] => [type, { schema: { type: 'string' } }]);
  const asJson = schema === null ? [] : [['application/json', { schema: reference(schema) }] as const];
  return Object.fromEntries([...asJson, ...texts]);
}

/** Every status that the route can fail with, and the problems behind it. */
function failuresOf(route: Route): Record<string, Json> {
  const codes: readonly ProblemCode[] = [
    ...route.problems,
    ...(route.scope === null ? [] : withToken),
    ...((route.params ?? route.query ?? route.body) ? (['request-invalid'] as const) : []),
    ...(route.body ? withBody : []),
    ...(route.method === 'post' ? withKey : []),
    ...anywhere,
  ];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const status = statusOf(code, problems[code].fault);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      String(status),
      { description: found.map(code => `\`${code}\`: ${problems[code].title}`).join(' '), content },
    ]),
  );
}

function reference(schema: z.ZodType): Json {
  const id = named.get(schema)?.id;
  return id === undefined ? inline(schema) : { $ref: uriOf(id) };
}

function uriOf(id: string): string {
  return `#/components/schemas/${id}`;
}

function componentSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(named, { uri: uriOf, io: 'input' });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema)]));
}

function inline(schema: z.core.$ZodType): z.core.JSONSchema.BaseSchema {
  return withoutHead(z.toJSONSchema(schema, { io: 'input' }));
}

/** The document says once for all schemas which dialect they are in. */
function withoutHead({ $schema: _, $id: __, ...schema }: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  return schema;
}
