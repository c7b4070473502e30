import { pointerBelow } from '../../../core/json-pointer.js';
import { arrayOf, own } from '../../../core/json-value.js';
import type { FaultList } from './fault.js';
import { isWritten, namesSecret, reportSecret } from './secrets.js';

/** A variable of a collection or an environment, as Newman takes it. */
interface Variable {
  readonly key: string;
  readonly value: string;
  readonly disabled?: true;
}

/** Keeps names and values of variables. What is a credential by its name or its type is reported, and loses its value. */
export function keptVariables(list: unknown, pointer: string, faults: FaultList): Variable[] {
  const kept: Variable[] = [];
  arrayOf(list).forEach((entry, index) => {
    const key = own(entry, 'key') ?? own(entry, 'id');
    if (typeof key !== 'string' || key === '') return;
    const value = textOfValue(own(entry, 'value'));
    const secret = (own(entry, 'type') === 'secret' || namesSecret(key)) && isWritten(value);
    if (secret) reportSecret(faults, pointerBelow(pointer, index), key);
    const off = own(entry, 'disabled') === true || own(entry, 'enabled') === false;
    kept.push({ key, value: secret ? '' : value, ...(off && { disabled: true as const }) });
  });
  return kept;
}

function textOfValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return JSON.stringify(value);
}
