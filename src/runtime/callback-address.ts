import { urlOf } from '../core/url.js';

/** An address that is listened on for calls of APIs back to us. */
export interface CallbackAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Reads `host:port`, `[::1]:port` or `:port` (loopback); null for anything else. Pure. */
export function parseCallbackAddress(text: string): CallbackAddress | null {
  const [, host = '', digits = ''] = /^(\[[0-9a-f:.]+\]|[\w.-]*):(\d{1,5})$/i.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) return null;
  return { host: host === '' ? '127.0.0.1' : host.replace(/^\[|\]$/g, ''), port };
}

/** True for a URL that an API may be given: http or https, with a path if need be, and nothing behind it. Pure. */
export function isCallbackUrl(text: string): boolean {
  const url = /[\s\\@?#]/.test(text) ? null : urlOf(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}

/** True for an address that stands for all of a machine: nobody can be told to call it. Pure. */
export function isWildcard({ host }: CallbackAddress): boolean {
  return host === '0.0.0.0' || /^[0:]+$/.test(host);
}
