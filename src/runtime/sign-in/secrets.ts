import type { Connection } from '../../core/ports/connections.js';
import { basicNames } from './basic.js';
import { givenValue } from './connection-value.js';
import { parameterSetMember, tokenMembers } from './members.js';
import { oauthParameterOf, parameterSetOf } from './parameters.js';

/**
 * Every text that must not leave the service: all values of the connection except those that are public by their kind (a choice, a
 * number, the name of the set, a client id, which RFC 6749 §2.2 calls no secret, and when a token expires), and what basic sign-in
 * makes of them. `properties` is the parsed JSON of apiProperties.json. Throws `connection-set-unknown`.
 */
export function secretsOf(properties: unknown, connection: Connection): string[] {
  const set = parameterSetOf(properties, connection);
  const token = tokenMembers(oauthParameterOf(set)?.name ?? 'token');
  const open = new Set([
    parameterSetMember,
    token.clientId,
    token.expiresAt,
    ...set.parameters.filter(parameter => !parameter.secret).map(({ name }) => name),
  ]);
  const values = Object.entries(connection).flatMap(([name, value]) => (open.has(name) ? [] : [value]));
  const basic = basicNames(set);
  const user = givenValue(connection, basic.user);
  const password = givenValue(connection, basic.password);
  return user !== null && password !== null ? [...values, `${user}:${password}`] : values;
}
