import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { missingMembers, strangerFault, wrongTypes } from '../functions/model-faults.js';
import { extensionHomes, isSpecified, openApiModel } from '../functions/openapi-model.js';
import type { OpenApiEntry } from '../functions/openapi-model.js';
import { openApiStrangers } from '../functions/openapi-strangers.js';

export default defineRule({
  on: 'definition',
  id: 'swagger-json-schema',
  severity: 'warning',
  description:
    'Every member of the definition has the type and the place that OpenAPI 2.0 or the platform’s extensions give it.',
  docs: {
    why: 'A value of another type, or an extension where nobody looks for it, breaks the import or is passed over without a word.',
    fix: 'Give the member the type that is named, move it to where it belongs, or remove it.',
    source: 'OpenAPI 2.0 specification; OpenAPI extensions for custom connectors; apiDefinition.swagger.schema.json.',
  },
  *check({ objects }) {
    const strange = openApiStrangers(objects);
    for (const entry of objects) {
      if (Object.hasOwn(entry.value, '$ref')) continue; // ref-no-siblings speaks of what stands beside a reference
      for (const name of strange.get(entry) ?? []) {
        const fault = strangerOf(entry, name);
        if (fault !== null) yield fault;
      }
      yield* wrongTypes(openApiModel, entry);
      const missing = missingMembers(openApiModel, entry);
      if (missing !== null) yield missing;
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { tags: [{ name: 'stock', externalDocs: { url: 'https://contoso.com' } }], 'x-owner': { team: 7 } },
      { definitions: { Item: { additionalProperties: { type: 'string' }, default: 7, enum: [{ tags: 7 }] } } },
      { parameters: { Id: { name: 'id', in: 'path', required: true, type: 'string', 'x-ms-url-encoding': 'single' } } },
      { definitions: { Item: { allOf: [{ $ref: '#/definitions/Thing', title: 7 }] }, Thing: { type: 'object' } } },
    ],
    bad: [
      { part: { tags: {} }, at: ['/tags'] },
      { part: { tags: [{}], security: [[]] }, at: ['/security/0', '/tags/0'] },
      {
        part: { definitions: { Item: { title: 7, readOnly: 'true', additionalProperties: 'string', maxLength: 1.5 } } },
        at: [
          '/definitions/Item/title',
          '/definitions/Item/readOnly',
          '/definitions/Item/additionalProperties',
          '/definitions/Item/maxLength',
        ],
      },
      {
        part: { definitions: { Item: { 'x-ms-trigger': 'single', 'x-ms-media-kind': 'video' } } },
        at: ['/definitions/Item/x-ms-trigger', '/definitions/Item/x-ms-media-kind'],
      },
      {
        part: { definitions: { Item: { 'x-ms-dynamic-values': { operationId: 'GetItem', valuepath: 'id' } } } },
        at: ['/definitions/Item/x-ms-dynamic-values/valuepath'],
      },
      {
        part: { parameters: { Key: { name: 'key', in: 'header', type: 'string', 'x-ms-url-encoding': 'single' } } },
        at: ['/parameters/Key/x-ms-url-encoding'],
      },
    ],
  },
});

/** A member that this kind of object does not have, unless extension-known or extension-name-valid speaks of it. */
function strangerOf(entry: OpenApiEntry, name: string): DefinitionReport | null {
  const homes = extensionHomes.get(name);
  if (!homes) return isSpecified(entry.kind) || name.startsWith('x-') ? null : strangerFault(openApiModel, entry, name);
  const names = [...new Set(homes.map(home => openApiModel[home].name))];
  return {
    at: [...entry.at, name],
    message: `The extension \`${name}\` means nothing in ${openApiModel[entry.kind].name}.`,
    fix: `Remove it, or move it to where it belongs: ${names.join(', ')}.`,
  };
}
