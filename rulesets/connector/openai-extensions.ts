import { arrayOf, isObject } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import type { DefinitionReport } from '../define-rule.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { definitionWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { shown } from '../functions/quoted.js';

const manifest = 'x-ms-openai-manifest';
const operationData = 'x-ms-openai-data';
const confirmation = 'x-ms-require-user-confirmation';

/** What the manifest says, and what a message calls it. */
const texts = {
  modelDescription: 'description for the model',
  humanName: 'name for people',
  contactEmail: 'e-mail address',
  legalUrl: 'address of its terms',
};

const withData = (value: unknown) => ({
  paths: { '/items': { get: { operationId: 'ListItems', [operationData]: value } } },
});
const data = `/paths/~1items/get/${operationData}`;

export default defineRule({
  on: 'definition',
  id: 'openai-extensions',
  severity: 'warning',
  description: 'What is said to assistants is complete: a manifest with its four texts, and operations that exist.',
  docs: {
    why: 'An assistant that does not find the operation, or the description of what it is good for, does not offer it to anybody.',
    fix: `Give \`${manifest}\` the texts ${Object.keys(texts).join(', ')}, and name operations of this definition in \`${operationData}\`.`,
    source: 'Published certified connectors that are offered to assistants.',
  },
  *check(index) {
    yield* manifestFaults(index.root[manifest]);
    for (const operation of index.operations) yield* dataFaults(operation, index);
  },
  examples: {
    of: definitionWith,
    good: [
      {
        [manifest]: {
          modelDescription: 'Finds items of the stock.',
          humanName: 'Contoso Stock',
          contactEmail: 'support@contoso.com',
          legalUrl: 'https://contoso.com/terms',
        },
      },
      withData({ 'openai-enabled': true, operations: [{ operationId: 'ListItems', [confirmation]: false }] }),
      withData({ 'openai-enabled': false }),
    ],
    bad: [
      { part: { [manifest]: [] }, at: [`/${manifest}`] },
      {
        part: { [manifest]: { modelDescription: 'Finds items.', humanName: '', contactEmail: 'support@contoso.com' } },
        at: [`/${manifest}/humanName`, `/${manifest}`],
      },
      { part: withData(true), at: [data] },
      {
        part: withData({ 'openai-enabled': 'true', operations: {} }),
        at: [`${data}/openai-enabled`, `${data}/operations`],
      },
      {
        part: withData({ operations: [{ operationId: 'listItems', [confirmation]: 'no' }, 'ListItems', {}] }),
        at: [
          `${data}/operations/0/operationId`,
          `${data}/operations/0/${confirmation}`,
          `${data}/operations/1`,
          `${data}/operations/2`,
        ],
      },
    ],
  },
});

function* manifestFaults(value: unknown): Iterable<DefinitionReport> {
  if (value === undefined) return;
  if (!isObject(value)) {
    yield { at: [manifest], message: `The manifest for assistants is ${shown(value)} instead of an object.` };
    return;
  }
  for (const [name, words] of Object.entries(texts)) {
    yield* missingText(value, [manifest], name, `The manifest for assistants has no ${words} (\`${name}\`).`);
  }
}

function* dataFaults({ value, at }: OperationEntry, index: DefinitionIndex): Iterable<DefinitionReport> {
  const held = value[operationData];
  if (held === undefined) return;
  const place = [...at, operationData];
  if (!isObject(held)) {
    yield { at: place, message: `What is said to assistants is ${shown(held)} instead of an object.` };
    return;
  }
  yield* notBoolean(held['openai-enabled'], [...place, 'openai-enabled']);
  if (held.operations !== undefined && !Array.isArray(held.operations)) {
    yield { at: [...place, 'operations'], message: `The operations are ${shown(held.operations)} instead of a list.` };
  }
  for (const [position, entry] of arrayOf(held.operations).entries()) {
    yield* callFaults(entry, [...place, 'operations', position], index);
  }
}

function* callFaults(
  entry: unknown,
  at: DefinitionReport['at'],
  { operationsById, idsByLowerCase }: DefinitionIndex,
): Iterable<DefinitionReport> {
  if (!isObject(entry) || entry.operationId === undefined) {
    yield { at, message: 'This entry names no operation.' };
    return;
  }
  const id = entry.operationId;
  if (typeof id !== 'string' || !operationsById.has(id)) {
    const meant = typeof id === 'string' ? idsByLowerCase.get(id.trim().toLowerCase()) : undefined;
    yield {
      at: [...at, 'operationId'],
      message: `Assistants are sent to ${shown(id)}, which is no operation of the definition.`,
      ...(meant !== undefined && { fix: `Write it ${shown(meant)}.` }),
    };
  }
  yield* notBoolean(entry[confirmation], [...at, confirmation]);
}

function* notBoolean(value: unknown, at: DefinitionReport['at']): Iterable<DefinitionReport> {
  if (value === undefined || typeof value === 'boolean') return;
  yield { at, message: `The value is ${shown(value)} instead of true or false.` };
}
