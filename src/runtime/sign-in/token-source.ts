import type { Connection } from '../../core/ports/connections.js';
import { Problem, problem } from '../../core/problems.js';
import { connectionValue, givenValue } from './connection-value.js';
import type { ConnectionStore } from './connection-store.js';
import { tokenMembers } from './members.js';
import type { OAuthSettings } from './oauth-settings.js';
import { askForTokens } from './token-endpoint.js';
import type { TokenContext, Tokens } from './token-endpoint.js';
import { clientRequest, refreshRequest } from './token-request.js';

/** Gives the access token that calls are made with, and gets a new one when it has to. */
export interface TokenSource {
  /** A token that does not run out at once. Throws what `askForTokens` throws, `sign-in-needed`, `connection-parameter-missing`. */
  current(): Promise<string>;
  /** Told that this token was refused: true when there is another one. */
  renew(refused: string): Promise<boolean>;
}

/** A token is replaced this long before it runs out, or after nine tenths of its life when that is shorter. Milliseconds. */
const margin = 60_000;

interface Held {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** When it is to be replaced, in milliseconds; null: not before it is refused. */
  readonly replaceAt: number | null;
}

/**
 * A source for one run: begins with the tokens of the connection. Of several callers that need a new token at once, one asks for it
 * and all get it. A new refresh token is stored before anybody uses what came with it, because the old one may be void by then.
 */
export function createTokenSource(
  settings: OAuthSettings,
  connection: Connection,
  store: ConnectionStore | null,
  context: TokenContext,
): TokenSource {
  const members = tokenMembers(settings.parameter);
  const { now } = context;
  let held = heldIn(connection, settings);
  let asking: Promise<string> | null = null;
  /** A token that was got because another one was refused. When it is refused too, the token is not what is wrong. */
  let renewed: string | null = null;

  const isFresh = ({ accessToken, replaceAt }: Held) =>
    accessToken !== null && (replaceAt === null || now().getTime() < replaceAt);

  const obtain = async (): Promise<string> => {
    // Asked first, because many providers take a token that is used twice for stolen, and void all of its family.
    if (held.refreshToken !== null) return (await adopt(held.refreshToken)) ?? refresh(held.refreshToken);
    const request = clientRequest(settings);
    if (request === null) {
      throw problem('sign-in-needed', {
        reason:
          held.accessToken === null ? 'holds no token' : 'holds a token that has run out, and none to renew it with',
      });
    }
    try {
      return take(await askForTokens(request.url, request.form, context));
    } catch (error) {
      throw isRefusal(error) ? forAPerson(error) : error;
    }
  };

  const refresh = async (refreshToken: string): Promise<string> => {
    try {
      const { url, form } = refreshRequest(settings, refreshToken);
      const tokens = await askForTokens(url, form, context);
      await keep(refreshToken, tokens);
      return take({ ...tokens, refreshToken: tokens.refreshToken ?? refreshToken });
    } catch (error) {
      const token = isRefusal(error) ? await adopt(refreshToken) : null;
      if (token === null) throw error;
      return token;
    }
  };

  /** The token that another run has stored, or that its refresh token gives; null when there was no other run. */
  const adopt = async (used: string): Promise<string | null> => {
    const elsewhere = await renewedElsewhere(used);
    if (elsewhere === null) return null;
    held = elsewhere;
    if (held.accessToken !== null && isFresh(held)) return held.accessToken;
    return held.refreshToken === null ? null : refresh(held.refreshToken);
  };

  /** A rotated token is void once it was used. Another run on the same connection may have been first, and has stored what it got. */
  const renewedElsewhere = async (used: string): Promise<Held | null> => {
    const stored = store === null ? null : await store.read();
    if (stored === null) return null;
    const other = heldIn(stored, settings);
    if (other.refreshToken === null || other.refreshToken === used) return null;
    context.redactor.learn([other.refreshToken, ...(other.accessToken === null ? [] : [other.accessToken])]);
    return other;
  };

  const keep = async (used: string, { accessToken, refreshToken, expiresAt }: Tokens): Promise<void> => {
    if (store === null) return;
    await store.change({
      from: { [members.refreshToken]: used },
      to: {
        [members.accessToken]: accessToken,
        [members.refreshToken]: refreshToken ?? used,
        [members.expiresAt]: expiresAt?.toISOString() ?? null,
      },
    });
  };

  const take = ({ accessToken, refreshToken, expiresAt }: Tokens): string => {
    held = { accessToken, refreshToken, replaceAt: expiresAt && replaceAt(expiresAt, now()) };
    return accessToken;
  };

  const askOnce = (): Promise<string> => (asking ??= obtain().finally(() => (asking = null)));

  return {
    current: async () => (held.accessToken !== null && isFresh(held) && asking === null ? held.accessToken : askOnce()),
    async renew(refused) {
      if (asking !== null) await asking;
      if (held.accessToken !== refused) return held.accessToken !== null;
      if (refused === renewed) return false;
      if (held.refreshToken === null && clientRequest(settings) === null) return false;
      renewed = await askOnce();
      return renewed !== refused;
    },
  };
}

function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && error.code === 'token-endpoint-refused';
}

/** Most apps are registered for people only. That one of them gets no token by itself means that nobody has signed in yet. */
function forAPerson(refusal: Problem): Problem {
  const answer = String(refusal.context.answer);
  if (answer.includes('`invalid_client`')) return refusal;
  const reason = `holds no token, and the provider gives none to the client by itself (${refusal.context.host}: ${answer})`;
  return problem('sign-in-needed', { reason }, refusal);
}

function heldIn(connection: Connection, { parameter }: OAuthSettings): Held {
  const members = tokenMembers(parameter);
  const given = (name: string) => (givenValue(connection, name) === null ? null : connectionValue(connection, name));
  const until = Date.parse(givenValue(connection, members.expiresAt) ?? '');
  return {
    accessToken: given(members.accessToken),
    refreshToken: given(members.refreshToken),
    replaceAt: Number.isNaN(until) ? null : until - margin,
  };
}

function replaceAt(expiresAt: Date, now: Date): number {
  const life = expiresAt.getTime() - now.getTime();
  return expiresAt.getTime() - Math.min(margin, life / 10);
}
