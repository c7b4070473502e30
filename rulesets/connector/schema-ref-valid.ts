import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { referenceFault } from '../functions/reference-fault.js';
import { withMember } from '../functions/with-member.js';

const operation = { operationId: 'ListItems', summary: 'List', description: 'Lists.' };
const answering = (ref: unknown) => ({
  '/items': { get: { ...operation, responses: { '200': { description: 'Items.', schema: { $ref: ref } } } } },
});
const schemaAt = '/paths/~1items/get/responses/200/schema/$ref';

export default defineRule({
  on: 'definition',
  id: 'schema-ref-valid',
  severity: 'error',
  description: 'A reference to a schema names one of `#/definitions`, and that one is not itself only a reference.',
  docs: {
    why: 'A schema that cannot be found leaves users without the inputs or outputs that it describes.',
    fix: 'Refer to a member of the top-level `definitions` as `#/definitions/Name`; definitions in other files are not read.',
    source:
      'Swagger Validator: SchemaReferenceNotFound, SchemaReferenceNotValid, SchemaRefLoopNotAllowed, JsonPointerNotValid.',
  },
  *check({ root, schemas }) {
    for (const { value, at } of withMember(schemas, '$ref')) {
      const fault = referenceFault(root, value.$ref, 'definitions');
      if (fault) yield { at: [...at, '$ref'], message: fault };
      else if (at.length === 2 && at[0] === 'definitions') {
        yield { at: [...at, '$ref'], message: 'This definition is itself only a reference to another.' };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { paths: answering('#/definitions/Item'), definitions: { Item: { type: 'object' } } },
      { paths: answering('#/definitions/List~1Item'), definitions: { 'List/Item': { type: 'object' } } },
    ],
    bad: [
      { part: { paths: answering('#/definitions/Item') }, at: [schemaAt] },
      { part: { paths: answering('item.json#/Item') }, at: [schemaAt] },
      { part: { paths: answering('#/definitions/Item/properties/size'), definitions: { Item: {} } }, at: [schemaAt] },
      { part: { paths: answering(['#/definitions/Item']) }, at: [schemaAt] },
      { part: { definitions: { Item: { $ref: '#/definitions/Thing' }, Thing: {} } }, at: ['/definitions/Item/$ref'] },
    ],
  },
});
