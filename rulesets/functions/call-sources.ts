import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import type { DynamicCall } from './dynamic-calls.js';
import { operationsUsing } from './operations-using.js';

/** So many operations are judged for a call in a shared schema: what is wrong with it is wrong in the first of them. */
const mostSources = 8;

/**
 * The operations in whose step of a flow a call is made: what the call refers to is entered there. Empty where nothing uses what
 * holds it.
 */
export function callSources(index: DefinitionIndex, { holder }: DynamicCall): readonly OperationEntry[] {
  return operationsUsing(index, holder.at).slice(0, mostSources);
}
