import { pointerBelow } from '../../../core/json-pointer.js';
import { arrayOf, isObject, own } from '../../../core/json-value.js';
import type { FaultList } from './fault.js';
import { shown } from './fault.js';

/** Names whose values are credentials. Postman's own names of the members of `auth` are among them. */
const secretName =
  /pass(?:word|wd|phrase)?$|secret|token$|^(?:access|private|api|auth|secret|subscription)[-_ ]?key|apikey|api[-_]key|authorization|credential|^ocp-apim-subscription-key$/i;

/** True when a variable, header or field of this name holds a credential, as far as a name can tell. */
export function namesSecret(name: unknown): boolean {
  return typeof name === 'string' && secretName.test(name);
}

/** True when a text is written out: not empty, and more than a reference to a variable. */
export function isWritten(value: unknown): boolean {
  return typeof value === 'string' && value.replace(/\{\{[^{}]*\}\}|^(?:bearer|basic|apikey)\s+/gi, '').trim() !== '';
}

/** Reports a credential that is written out. Its value is in no message. */
export function reportSecret(faults: FaultList, pointer: string, name: unknown): void {
  faults.add({
    rule: 'functional-own-secret',
    severity: 'error',
    pointer,
    message: `\`${shown(name)}\` holds a credential. A package is published as it is, for everybody to read.`,
    fix: 'Remove the value and change the credential, because it was sent. The runtime signs in with the connection of the submission.',
  });
}

/** Reports the credentials in an `auth` block: a list of keys and values (2.1), or an object by name (2.0). */
export function reportSecretsOfAuth(auth: unknown, pointer: string, faults: FaultList): void {
  if (!isObject(auth)) return;
  for (const [scheme, settings] of Object.entries(auth)) {
    const at = pointerBelow(pointer, scheme);
    const apiKeyValue = (name: unknown) => scheme === 'apikey' && name === 'value';
    const look = (name: unknown, value: unknown, where: string) => {
      if ((namesSecret(name) || apiKeyValue(name)) && isWritten(value)) reportSecret(faults, where, name);
    };
    arrayOf(settings).forEach((entry, index) => look(own(entry, 'key'), own(entry, 'value'), pointerBelow(at, index)));
    if (!isObject(settings)) continue;
    for (const [name, value] of Object.entries(settings)) look(name, value, pointerBelow(at, name));
  }
}
