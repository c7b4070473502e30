import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { ConnectionParameterEntry } from '../properties-index.js';
import type { Path } from './path.js';

/** The settings of each sign-in with OAuth, with their places. */
export function oauthSettings(
  parameters: readonly ConnectionParameterEntry[],
): { readonly at: Path; readonly value: JsonObject }[] {
  return parameters.flatMap(({ value, at }) =>
    isObject(value.oAuthSettings) ? [{ at: [...at, 'oAuthSettings'], value: value.oAuthSettings }] : [],
  );
}
