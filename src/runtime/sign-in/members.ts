/**
 * Members of a connection that are no connection parameters. `$` stands in no parameter's name (`^[0-9a-zA-Z_]+$`, with `:` before a
 * part of an OAuth parameter), so that none of them can be meant by accident.
 */
export const parameterSetMember = '$parameterSet';
/** A sign-in that a person has begun and not ended: see authorization.ts. Sealed like the rest; no client ever reads it. */
export const pendingMember = '$signIn';

/** The parts of an OAuth parameter that Assay knows, by the format's own convention `<parameter>:<Part>`. */
export interface TokenMembers {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** RFC 3339; absent where the provider did not say. */
  readonly expiresAt: string;
}

/** The names of these parts for a parameter, which in nearly every connector is called `token`. */
export function tokenMembers(parameter: string): TokenMembers {
  return {
    clientId: `${parameter}:clientId`,
    clientSecret: `${parameter}:clientSecret`,
    accessToken: `${parameter}:accessToken`,
    refreshToken: `${parameter}:refreshToken`,
    expiresAt: `${parameter}:expiresAt`,
  };
}
