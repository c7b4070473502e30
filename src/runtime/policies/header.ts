import { headerText } from '../sign-in/connection-value.js';

/** Headers that say how a message is sent and where: the connection's own business. */
const transport =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|proxy-.*|keep-alive)$/i;

/** True for a header's name that a policy may set. */
export function settableHeader(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9a-z-]{1,200}$/i.test(name) && !transport.test(name);
}

/** True for a text that may stand in a header. */
export function headerValue(text: string): boolean {
  return headerText.test(text);
}
