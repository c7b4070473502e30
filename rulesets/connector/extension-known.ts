import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { nearName } from '../functions/near-name.js';
import { extensionHomes, openApiModel } from '../functions/openapi-model.js';
import { quoted } from '../functions/quoted.js';

const known = [...extensionHomes.keys()];

/** What looks like one of the platform's extensions: `x-ms-…`, and `x-ms …` where the hyphen was missed. */
const reserved = /^x-ms(?![a-z0-9])/i;

export default defineRule({
  on: 'definition',
  id: 'extension-known',
  severity: 'ratchet',
  description: 'Every extension that starts with `x-ms-` is one that the platform has.',
  docs: {
    why: 'A misspelt extension is passed over without a word: the label is not shown, the value stays visible that was to be hidden.',
    fix: `Correct the spelling or remove the extension. Those that the platform has: ${known.join(', ')}.`,
    source: 'OpenAPI extensions for custom connectors; apiDefinition.swagger.schema.json.',
  },
  *check({ objects }) {
    const meantBy = createNearNames();
    for (const entry of objects) {
      const { kind, value } = entry;
      if (Object.hasOwn(value, '$ref')) continue; // ref-no-siblings speaks of what stands beside a reference
      for (const name of Object.keys(value)) {
        if (!reserved.test(name) || extensionHomes.has(name)) continue;
        const at = [...entry.at, name];
        const meant = meantBy(name);
        const fits = meant !== null && Object.hasOwn(openApiModel[kind].members, meant) && !Object.hasOwn(value, meant);
        yield {
          at,
          message: `The extension ${quoted(name)} does not exist.`,
          ...(meant !== null && { fix: `Write it "${meant}".` }),
          ...(fits && { repair: { kind: 'rename', at, name: meant } }),
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { 'x-owner': 'Stock team' },
      {
        definitions: {
          Item: { type: 'object', properties: { 'x-ms-color': { type: 'string', 'x-ms-summary': 'Color' } } },
        },
      },
      { definitions: { Item: { type: 'object', example: { 'x-ms-color': 'red' } } } },
      { definitions: { Item: { items: { $ref: '#/definitions/Thing', 'x-ms-sumary': 'Thing' } }, Thing: {} } },
    ],
    bad: [
      { part: { definitions: { Item: { 'x-ms-visibilty': 'internal' } } }, at: ['/definitions/Item/x-ms-visibilty'] },
      { part: { definitions: { Item: { 'x-ms-color': 'red' } } }, at: ['/definitions/Item/x-ms-color'] },
      { part: { definitions: { Item: { 'x-ms summary': 'Item' } } }, at: ['/definitions/Item/x-ms summary'] },
      {
        part: { definitions: { Item: { 'x-ms-summary': 'Item', 'x-ms-sumary': 'Thing' } } },
        at: ['/definitions/Item/x-ms-sumary'],
      },
    ],
  },
});

/** The extension that was probably meant by each name. An author who misspells one does so in many places. */
function createNearNames(): (name: string) => string | null {
  const meant = new Map<string, string | null>();
  return name => {
    const before = meant.get(name);
    if (before !== undefined) return before;
    const nearest = nearName(name, known);
    meant.set(name, nearest);
    return nearest;
  };
}
