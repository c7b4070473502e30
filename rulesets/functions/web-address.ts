import { urlOf } from '../../src/core/url.js';

/** The address when the text is the whole of an absolute http or https address, else null. */
export function webAddress(text: unknown): URL | null {
  if (typeof text !== 'string' || !/^[Hh][Tt]{2}[Pp][Ss]?:\/\/[^\s\p{C}]+$/u.test(text)) return null;
  const address = urlOf(text);
  return address?.hostname === '' ? null : address;
}

/** The address without the blanks around it; null where that does not make one of the text. */
export function trimmedAddress(text: unknown): string | null {
  const trimmed = typeof text === 'string' ? text.trim() : null;
  return trimmed !== text && webAddress(trimmed) !== null ? trimmed : null;
}

/**
 * The same address over https, in the author's own spelling otherwise. Null where it is over https already, is no address, or names
 * a port, behind which another program answers.
 */
export function overHttps(text: unknown): string | null {
  const address = webAddress(text);
  if (address === null || typeof text !== 'string' || address.protocol !== 'http:' || address.port !== '') return null;
  return `https${text.slice('http'.length)}`;
}
