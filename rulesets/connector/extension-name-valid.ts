import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { strangerFault } from '../functions/model-faults.js';
import { isSpecified, openApiModel } from '../functions/openapi-model.js';
import type { OpenApiKind } from '../functions/openapi-model.js';
import { openApiStrangers } from '../functions/openapi-strangers.js';

const inSchemas = ['oneOf', 'anyOf', 'not', 'nullable'];

/** Keywords of OpenAPI 3, which no-openapi3-keywords speaks of. */
const newer: Readonly<Partial<Record<OpenApiKind, readonly string[]>>> = {
  definition: ['openapi', 'components', 'servers'],
  operation: ['requestBody', 'servers', 'callbacks'],
  response: ['content', 'links'],
  header: inSchemas,
  items: inSchemas,
  schema: inSchemas,
};

export default defineRule({
  on: 'definition',
  id: 'extension-name-valid',
  severity: 'error',
  description: 'A member that OpenAPI 2.0 does not know starts with `x-`.',
  docs: {
    why: 'Tools refuse the document or pass over the member, and what it was to say never reaches the user: most often it is a misspelt one.',
    fix: 'Correct the spelling, remove the member, or start its name with `x-` if it is an extension of your own.',
    source: 'Swagger Validator: ExtensionNameNotValid, AdditionalPropertyNotAllowed; OpenAPI 2.0 specification.',
  },
  *check({ objects }) {
    for (const [entry, names] of openApiStrangers(objects)) {
      if (!isSpecified(entry.kind)) continue;
      for (const name of names) {
        if (!name.startsWith('x-') && !newer[entry.kind]?.includes(name))
          yield strangerFault(openApiModel, entry, name);
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { 'x-owner': 'Stock team', servers: [], definitions: { Item: { nullable: true } } },
      {
        definitions: { Item: { type: 'object', properties: { sumary: { type: 'string' } }, example: { sumary: 'A' } } },
      },
      { securityDefinitions: { api_key: { type: 'http', scheme: 'bearer' } } },
      { definitions: { Item: { allOf: [{ $ref: '#/definitions/Thing', comment: 'A thing' }] }, Thing: {} } },
    ],
    bad: [
      { part: { basepath: '/v1' }, at: ['/basepath'] },
      {
        part: { definitions: { Item: { type: 'string', maxlength: 5, const: 'A' } } },
        at: ['/definitions/Item/maxlength', '/definitions/Item/const'],
      },
      {
        part: { securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'X-Key', scopes: {} } } },
        at: ['/securityDefinitions/api_key/scopes'],
      },
    ],
  },
});
