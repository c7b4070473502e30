import { objectOf } from '../../src/core/json-value.js';
import type { OperationEntry } from '../definition-index.js';

/** The statuses under which an operation's responses stand, as they are written, `default` with them. */
export function statusesOf({ value }: Pick<OperationEntry, 'value'>): string[] {
  return Object.keys(objectOf(value.responses)).filter(status => !status.startsWith('x-'));
}
