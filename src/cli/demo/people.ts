import type { Role } from '../../core/account.js';
import { scopesOfRole } from '../../core/account.js';
import { Api } from '../client/api.js';

/** Somebody of the demo, signed in. */
export interface Person {
  readonly name: string;
  readonly api: Api;
  readonly secret: string;
}

/** Adds an account and makes its token, as an administrator does over the API, and signs it in. */
export async function addPerson(
  administrator: Api,
  { name, role, publishers }: { name: string; role: Role; publishers: readonly string[] },
): Promise<Person> {
  const account = await administrator.createAccount({ name, roles: [role], publishers });
  const request = { name: 'demo', scopes: scopesOfRole[role], expiresInDays: 1 };
  const { secret } = await administrator.createToken(account.id, request);
  return { name, secret, api: new Api({ server: administrator.remote.server, token: secret }) };
}
