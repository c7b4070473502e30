import { urlOf } from './url.js';

/** Where mails are handed over, and who does it. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. Otherwise STARTTLS, wherever the server offers it. */
  readonly secure: boolean;
  /** Null where the server asks for no sign-in. */
  readonly signIn: { readonly user: string; readonly password: string } | null;
}

/**
 * Reads `smtp://user:password@host:port` and `smtps://…`; the port is 587 or 465 where none is named. Null for anything else: a path, a
 * query or a fragment would mean nothing here, and options that weaken TLS are not to hide in them.
 */
export function parseSmtpAddress(text: string): SmtpAddress | null {
  const url = urlOf(text);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return null;
  if (url.hostname === '' || !['', '/'].includes(url.pathname) || /[?#]/.test(text)) return null;
  const secure = url.protocol === 'smtps:';
  const usualPort = secure ? 465 : 587;
  const port = url.port === '' ? usualPort : Number(url.port);
  const host = decoded(url.hostname)?.replace(/^\[(.*)\]$/, '$1');
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (host === undefined || user === null || password === null || port === 0) return null;
  // What ends a line would end a command.
  if (/[\p{Cc}\s]/u.test(host) || /\p{Cc}/u.test(user + password)) return null;
  if (user === '' && password !== '') return null;
  return { host, port, secure, signIn: user === '' ? null : { user, password } };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
