import { isObject, objectOf } from '../../src/core/json-value.js';
import type { ConnectionParameterEntry } from '../properties-index.js';

/**
 * The connection parameters that a user is asked for when they connect. A sign-in with OAuth shows a window of its own, and what is
 * hidden is never seen.
 */
export function askedOfUsers(parameters: readonly ConnectionParameterEntry[]): ConnectionParameterEntry[] {
  return parameters.filter(({ value }) => {
    if (typeof value.type === 'string' && value.type.toLowerCase() === 'oauthsetting') return false;
    const { hidden } = objectOf(objectOf(value.uiDefinition).constraints);
    return hidden !== true && !(typeof hidden === 'string' && hidden.toLowerCase() === 'true');
  });
}

/** True when the parameter says how it is shown; what it then lacks is for the single rules to say. */
export function hasUiDefinition({ value }: ConnectionParameterEntry): boolean {
  return isObject(value.uiDefinition) && Object.keys(value.uiDefinition).length > 0;
}
