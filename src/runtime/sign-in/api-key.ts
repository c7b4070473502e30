import { own } from '../../core/json-value.js';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import type { Credential } from '../credential.js';
import { textOf } from '../json.js';
import { connectionValue, headerText } from './connection-value.js';
import type { ParameterSet } from './parameters.js';
import type { Scheme } from './schemes.js';

/** The credential of an `apiKey` scheme, or null when the scheme does not say where the key goes. Throws as `connectionValue` does. */
export function apiKeyCredential(scheme: Scheme, parameter: string, connection: Connection): Credential | null {
  const name = textOf(own(scheme.declaration, 'name'));
  if (name === null) return null;
  const value = connectionValue(connection, parameter);
  if (own(scheme.declaration, 'in') === 'query') return { place: 'query', name, value };
  if (!headerText.test(value)) throw problem('connection-parameter-unusable', { name: parameter });
  return { place: 'header', name: name.toLowerCase(), value };
}

/**
 * Which parameter holds the key of a scheme, for schemes that go together: the one named as the scheme is, or as its header or query
 * parameter is, regardless of how words are joined; else the only secret one that no other scheme takes; else `api_key`.
 */
export function apiKeyParameters(
  schemes: readonly Scheme[],
  { parameters }: ParameterSet,
): ReadonlyMap<Scheme, string> {
  const found = new Map<Scheme, string>();
  const taken = new Set<string>();
  const take = (scheme: Scheme, name: string | undefined) => {
    if (name === undefined || found.has(scheme) || taken.has(name)) return;
    found.set(scheme, name);
    taken.add(name);
  };
  const namedAs = (wanted: string | null) => parameters.find(({ name }) => plain(name) === plain(wanted ?? ''))?.name;
  for (const scheme of schemes) take(scheme, parameters.find(({ name }) => name === scheme.name)?.name);
  for (const scheme of schemes) take(scheme, namedAs(scheme.name) ?? namedAs(textOf(own(scheme.declaration, 'name'))));
  for (const scheme of schemes) {
    const free = parameters.filter(({ name, type }) => type === 'securestring' && !taken.has(name));
    take(scheme, free.length === 1 ? free[0]?.name : undefined);
  }
  for (const scheme of schemes) if (!found.has(scheme)) found.set(scheme, 'api_key');
  return found;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
