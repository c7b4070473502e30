import { isObject } from '../../src/core/json-value.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import type { DynamicCall } from './dynamic-calls.js';
import { schemaAtPath } from './schema-at-path.js';

/** What the definition says of a part of an answer: its schema, that anything may be there, or that it is not there. */
export type AnswerPart =
  { readonly kind: 'schema'; readonly schema: unknown } | { readonly kind: 'open' } | { readonly kind: 'missing' };

/** What the operation answers when all is well: its 200, else its 201, else the default. Missing where that has no schema. */
export function answerOf({ responses }: OperationEntry): AnswerPart {
  const response = ['200', '201', 'default'].map(status => responses.find(one => one.status === status)).find(Boolean);
  if (response === undefined) return { kind: 'open' }; // what it answers is another rule's matter
  return isObject(response.value.schema) ? { kind: 'schema', schema: response.value.schema } : { kind: 'missing' };
}

/** One of the items that a call offers; missing where the answer has no array of them. */
export function offeredItem(
  follow: DefinitionIndex['follow'],
  operation: OperationEntry,
  { collectionPath }: DynamicCall,
): AnswerPart {
  const answer = answerOf(operation);
  if (answer.kind !== 'schema') return answer;
  const list = schemaAtPath(follow, answer.schema, collectionPath?.text ?? '');
  if (list.kind !== 'found') return list;
  const { type, items, properties } = list.schema;
  if (type === 'array' || items !== undefined)
    return isObject(items) ? { kind: 'schema', schema: items } : { kind: 'open' };
  return type === undefined || (type === 'object' && properties === undefined) ? { kind: 'open' } : { kind: 'missing' };
}
