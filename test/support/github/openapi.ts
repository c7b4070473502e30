import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** The operations that Assay uses, as `METHOD path` of GitHub's description. Nothing else may be asked of the double. */
export const usedOperations = [
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'POST /app/installations/{installation_id}/access_tokens',
] as const;
export type UsedOperation = (typeof usedOperations)[number];

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectAt = (value: unknown, ...keys: readonly string[]): Json => {
  let found: unknown = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  return isObject(found) ? found : {};
};

/** One operation: what may be asked, and what may be answered. Each gives what is wrong, '' when nothing is. */
export interface Operation {
  readonly name: UsedOperation;
  /** Matches the path of a request, without what the API's own address has before it. */
  readonly path: RegExp;
  wrongInRequest(parameters: { readonly query: URLSearchParams; readonly body: unknown }): string;
  wrongInAnswer(status: number, body: unknown): string;
}

/** What is wrong with a value, '' when nothing is. */
type Check = (value: unknown) => string;

/** GitHub's published description, reduced to the operations in use. */
export function describedOperations(): { operations: readonly Operation[]; example: (name: string) => Json } {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats.default(ajv, { mode: 'fast' });
  for (const ofGitHub of ['int64', 'repo.nwo']) ajv.addFormat(ofGitHub, true);
  // Compiled with its first use: most of the answers that GitHub describes never come.
  const compile = (schema: unknown): Check => {
    let check: ValidateFunction | null = null;
    return value => {
      check ??= ajv.compile(asJsonSchema(schema, description));
      return check(value) === true ? '' : ajv.errorsText(check.errors, { separator: '; ' });
    };
  };
  const operations = usedOperations.map(name => operationOf(name, description, compile));
  return {
    operations,
    example: name => {
      const value = objectAt(description, 'components', 'examples', name).value;
      // The example of a list is the list.
      return structuredClone(objectAt({ value: Array.isArray(value) ? value[0] : value }, 'value'));
    },
  };
}

function operationOf(name: UsedOperation, description: unknown, compile: (schema: unknown) => Check): Operation {
  const [method = '', path = ''] = name.split(' ');
  const operation = objectAt(description, 'paths', path, method.toLowerCase());
  if (operation.responses === undefined) throw new Error(`GitHub describes no operation ${name}`);
  const queries = new Map(
    (Array.isArray(operation.parameters) ? operation.parameters : [])
      .map(parameter => resolved(parameter, description))
      .filter(parameter => parameter.in === 'query')
      .map(parameter => [String(parameter.name), compile(parameter.schema)]),
  );
  const bodySchema = objectAt(operation, 'requestBody', 'content', 'application/json', 'schema');
  const bodies = [bodySchema, ...(Array.isArray(bodySchema.oneOf) ? bodySchema.oneOf : [])];
  const properties = bodies.flatMap(schema => Object.keys(objectAt(schema, 'properties')));
  const checkBody = compile(bodySchema);
  const answers = new Map(
    Object.entries(objectAt(operation, 'responses')).map(([status, response]) => {
      const schema = objectAt(resolved(response, description), 'content', 'application/json', 'schema');
      return [Number(status), Object.keys(schema).length === 0 ? null : compile(schema)];
    }),
  );
  return {
    name,
    path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
    wrongInRequest({ query, body }) {
      for (const [key, text] of query) {
        const check = queries.get(key);
        if (check === undefined) return `${name} takes no query ${key}`;
        const wrong = check(/^\d+$/.test(text) ? Number(text) : text);
        if (wrong !== '') return `${name}, query ${key}: ${wrong}`;
      }
      if (body === undefined) return '';
      const unknown = Object.keys(isObject(body) ? body : {}).find(key => !properties.includes(key));
      if (unknown !== undefined) return `${name} takes no ${unknown} in its body`;
      const wrong = checkBody(body);
      return wrong === '' ? '' : `${name}, body: ${wrong}`;
    },
    wrongInAnswer(status, body) {
      const check = answers.get(status);
      if (check === undefined) return status < 400 ? `${name} never answers ${status}` : '';
      const wrong = check?.(body) ?? '';
      return wrong === '' ? '' : `${name}, answer ${status}: ${wrong}`;
    },
  };
}

function resolved(node: unknown, description: unknown): Json {
  const reference = isObject(node) ? node.$ref : undefined;
  if (typeof reference !== 'string') return isObject(node) ? node : {};
  return objectAt(description, ...reference.replace(/^#\//, '').split('/'));
}

/** A schema of OpenAPI 3.0 as JSON Schema, with all that it refers to: `nullable` is the one word that they do not share. */
function asJsonSchema(schema: unknown, description: unknown): Json {
  const definitions: Json = {};
  const converted = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(converted);
    if (!isObject(node)) return node;
    if (typeof node.$ref === 'string') {
      const name = node.$ref.split('/').at(-1) ?? '';
      if (!(name in definitions)) {
        definitions[name] = true;
        definitions[name] = converted(resolved(node, description));
      }
      return { $ref: `#/$defs/${name}` };
    }
    const plain = Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => !['nullable', 'example', 'examples'].includes(key) || isObject(node[key]))
        .map(([key, value]) => [key, ['enum', 'default', 'required'].includes(key) ? value : converted(value)]),
    );
    return node.nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
  };
  const root = converted(schema);
  return { ...(isObject(root) ? root : {}), $defs: definitions };
}
