import { resolve } from 'node:path';
import { problem } from '../../core/problems.js';
import { urlOf } from '../../core/url.js';

/** A repository as git is told of it: the address without credentials, and the credentials apart from it. */
export interface Remote {
  /** What git fetches from and pushes to. Safe in arguments, messages and logs. */
  readonly url: string;
  /** The only transport that git may use. */
  readonly protocol: 'file' | 'https' | 'http' | 'ssh';
  /** Value of the `Authorization` header; null when there are no credentials. Secret. */
  readonly authorization: string | null;
}

const supported = { 'https:': 'https', 'http:': 'http', 'ssh:': 'ssh', 'file:': 'file' } as const;

/**
 * Reads the address of a repository: a path, an `https://`, `http://`, `ssh://` or `file://` URL, or `user@host:path`. The name and
 * token of an http URL are taken out of it, because a URL ends up in the arguments of git's helpers, where every user of the
 * machine reads it. Throws `repository-unsupported` for other transports: `ext::` and the like run commands.
 */
export function parseRemote(address: string): Remote {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return parseUrl(address);
  if (/^[\w.-]+@[\w.-]+:(?!:)[^\s]+$/.test(address)) return { url: address, protocol: 'ssh', authorization: null };
  if (/^[\w.+-]+::/.test(address)) throw unsupported(address.split('::')[0] ?? '', 'it names a helper program of git');
  if (address.trim() === '' || address.includes('\0')) throw unsupported(address, 'it is empty');
  return { url: resolve(address), protocol: 'file', authorization: null };
}

function parseUrl(address: string): Remote {
  const url = urlOf(address);
  if (url === null) throw unsupported('the address', 'it is not a valid URL');
  const protocol = Object.entries(supported).find(([scheme]) => scheme === url.protocol)?.[1];
  if (protocol === undefined) throw unsupported(`${url.protocol}//${url.host}`, 'its protocol is not supported');
  if (protocol === 'ssh') {
    if (url.password !== '') throw unsupported(`ssh://${url.host}`, 'ssh takes keys, not a password in the URL');
    return { url: url.href, protocol, authorization: null };
  }
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  const authorization = credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url: url.href, protocol, authorization };
}

function unsupported(target: string, reason: string) {
  return problem('repository-unsupported', { target, reason });
}
