import { isObject, own } from '../../../core/json-value.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import { textOf } from '../../../runtime/json.js';
import type { Chain } from '../chains.js';

/** Words that say nothing of what a trigger is about. */
const empty = new Set(
  'a an the when is are was has been new on of in to for by with and or any all api id v1 v2 v3 item trigger hook webhook subscription subscribe subscriber event notification poll get list create created add added update updated change changed modify modified edit edited delete deleted remove removed'.split(
    ' ',
  ),
);

/**
 * The operation that most likely causes a trigger's event: what creates, changes or deletes the thing that the trigger's own name speaks
 * of, or whose schema its notification has. Only what this run created is touched, and only what can be removed again. Null when nothing
 * fits; then the author has to say it. Pure.
 */
export function fittingEvent(trigger: Operation, chains: readonly Chain[], definition: Definition): Operation | null {
  const said = `${trigger.operationId} ${textOf(own(trigger.declaration, 'summary')) ?? ''}`;
  const about = new Set(wordsOf(`${said} ${trigger.path.replace(/\{[^{}]*\}/g, ' ')}`));
  const content = contentSchemaName(trigger, definition);
  const ranked = chains
    .filter(({ removal }) => removal.kind !== 'none')
    .map(chain => {
      const things = wordsOf(lastWord(chain.create.path));
      const named = things.length > 0 && things.every(word => about.has(word));
      const sameSchema = content !== null && schemaNamesOf(chain.create).includes(content);
      return { chain, score: (sameSchema ? 2 : 0) + (named ? 1 : 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const chain = ranked[0]?.chain;
  if (chain === undefined) return null;
  if (/delet|remov|cancel/i.test(said)) return chain.removal.kind === 'operation' ? chain.removal.operation : null;
  if (/updat|chang|modif|edit/i.test(said)) {
    return chain.uses.find(({ method }) => method === 'patch' || method === 'put') ?? null;
  }
  return chain.create;
}

/** Plain words, in the singular, without those that say nothing. `BookLoan` is two. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(singular)
    .filter(word => word !== '' && !empty.has(word));
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function lastWord(path: string): string {
  return (
    path
      .split('/')
      .filter(segment => segment !== '' && !segment.startsWith('{'))
      .at(-1) ?? ''
  );
}

/** The named schema of a trigger's notification, or of the answer to a poll. */
function contentSchemaName(trigger: Operation, { document }: Definition): string | null {
  const item = own(own(document, 'paths'), trigger.path);
  return referenceOf(own(own(item, 'x-ms-notification-content'), 'schema')) ?? schemaNamesOf(trigger)[0] ?? null;
}

function schemaNamesOf({ responses, parameters }: Operation): string[] {
  const answers = responses.filter(({ status }) => status.startsWith('2')).map(({ schema }) => referenceOf(schema));
  const body = parameters.filter(({ in: place }) => place === 'body').map(({ schema }) => referenceOf(schema));
  return [...answers, ...body].filter(name => name !== null);
}

/** Where a schema refers to; for a list, where that of its entries does. */
function referenceOf(schema: unknown): string | null {
  if (!isObject(schema)) return null;
  return textOf(own(schema, '$ref')) ?? textOf(own(own(schema, 'items'), '$ref'));
}
