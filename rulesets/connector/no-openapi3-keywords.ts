import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from '../functions/path.js';
import { withMember } from '../functions/with-member.js';

const inRoot = ['components', 'servers'] as const;
const inOperation = ['requestBody', 'servers', 'callbacks'] as const;
const inResponse = ['content', 'links'] as const;
const inSchema = ['oneOf', 'anyOf', 'not', 'nullable'] as const;

/** What to write instead. */
const instead = {
  components: 'Move its schemas to `definitions`, its parameters to `parameters` and its responses to `responses`.',
  servers: 'Write `host`, `basePath` and `schemes` instead.',
  requestBody: 'Write a parameter with `"in": "body"` and a `schema` instead.',
  callbacks: 'Describe the notification with `x-ms-notification-content` instead.',
  content: 'Put the schema directly into the response as `schema`, and the media type into `produces`.',
  links: 'Remove it; OpenAPI 2.0 has nothing like it.',
  oneOf: 'Write one schema with all the properties, and require only those that are always there.',
  anyOf: 'Write one schema with all the properties, and require only those that are always there.',
  not: 'Remove it, and say in the description what is not allowed.',
  nullable: 'Remove it; leave the property out of `required` instead.',
} satisfies Record<string, string>;

export default defineRule({
  on: 'definition',
  id: 'no-openapi3-keywords',
  severity: 'error',
  description: 'The definition uses no keyword of OpenAPI 3.',
  docs: {
    why: 'The platform refuses these keywords or ignores them silently, and users then lack inputs or outputs.',
    fix: 'Express it with what OpenAPI 2.0 has: one schema instead of `oneOf`, a body parameter instead of `requestBody`.',
    source: 'Swagger Validator: SwaggerKeywordNotSupported; certification policy 5000.2.6.3.',
  },
  *check({ root, operations, responses, schemas }) {
    yield* used(inRoot, root, []);
    for (const { value, at } of withMember(operations, ...inOperation)) yield* used(inOperation, value, at);
    for (const { value, at } of withMember(responses, ...inResponse)) yield* used(inResponse, value, at);
    for (const { value, at } of withMember(schemas, ...inSchema)) yield* used(inSchema, value, at);
  },
  examples: {
    of: definitionWith,
    good: [{ definitions: { Item: { type: 'object', properties: { content: { type: 'string' } } } } }],
    bad: [
      { part: { servers: [{ url: 'https://stock.contoso.com' }] }, at: ['/servers'] },
      { part: { definitions: { Item: { oneOf: [{ type: 'string' }] } } }, at: ['/definitions/Item/oneOf'] },
      {
        part: { definitions: { Item: { type: 'object', properties: { size: { type: 'string', nullable: true } } } } },
        at: ['/definitions/Item/properties/size/nullable'],
      },
    ],
  },
});

function* used(keywords: readonly (keyof typeof instead)[], value: JsonObject, at: Path): Iterable<DefinitionReport> {
  for (const keyword of keywords) {
    if (value[keyword] === undefined) continue;
    yield {
      at: [...at, keyword],
      message: `The keyword \`${keyword}\` belongs to OpenAPI 3; OpenAPI 2.0 does not know it here.`,
      fix: instead[keyword],
    };
  }
}
