import type { Exchange, FieldPlace, Way } from './field-difference.js';
import { namedOperations } from './field-difference.js';
import { quoted } from './quoted.js';

const exchanges: Record<Exchange, string> = {
  path: 'path',
  query: 'query',
  header: 'headers',
  formData: 'form',
  body: 'body',
  answer: 'answer',
  notification: 'notification',
};

/** Steps of a way that are shown; of a longer one the last. */
const shownSteps = 8;

const shownChoices = 3;

/** A field as the start of a sentence: `"lines[]/count" in the body of "AddOrder"`, `The answer of "GetItem" and "ListItems"`. */
export function fieldWords({ exchange, way, operations }: FieldPlace): string {
  const owner = `${exchanges[exchange]} of ${operationWords(operations)}`;
  return way === null ? `The ${owner}` : `${quoted(wayWords(way))} in the ${owner}`;
}

/** A parameter whose place is another matter, as the start of a sentence: `"key" of "AddItem"`. */
export function parameterWords({ way, operations }: FieldPlace): string {
  return `${way === null ? 'The body' : quoted(wayWords(way))} of ${operationWords(operations)}`;
}

/** Where a caller puts a value: `the query`. */
export function exchangeWords(exchange: Exchange): string {
  return `the ${exchanges[exchange]}`;
}

/** A type as the end of a sentence: `an integer`, `of the type "text"`. */
export function typeWords(type: string): string {
  if (['array', 'integer', 'object'].includes(type)) return `an ${type}`;
  return ['boolean', 'file', 'number', 'string'].includes(type) ? `a ${type}` : `of the type ${quoted(type)}`;
}

/** Operations by their ids: `"A"`, `"A" and "B"`, `"A", "B", "C" and other operations`. */
export function operationWords(operations: readonly string[]): string {
  const named = operations.slice(0, namedOperations).map(quoted);
  return enumerated(operations.length > namedOperations ? [...named, 'other operations'] : named);
}

/** Values that may be chosen: the first few of them and how many more there are. */
export function choiceWords(choices: ReadonlySet<string>): string {
  const named: string[] = [];
  for (const choice of choices) if (named.push(quoted(choice)) === shownChoices) break;
  const more = choices.size - named.length;
  return enumerated(more > 0 ? [...named, `${more} more`] : named);
}

function enumerated(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function wayWords(way: Way): string {
  const steps: string[] = [];
  let next: Way | null = way;
  for (; next !== null && steps.length < shownSteps; next = next.outer) steps.unshift(next.step);
  return `${next === null ? '' : '…/'}${steps.join('/')}`.replaceAll('/[]', '[]');
}
