import type { Answer } from '../../runtime/exchange.js';
import { isNestedTooDeep } from './nesting.js';

/** The body as text; null when it is not UTF-8. */
export function textOfBody(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** The JSON of an answer's body; null when it is none, or nests deeper than any answer needs to. */
export function parsedBody({ body }: Pick<Answer, 'body'>): { readonly value: unknown } | null {
  const text = textOfBody(body);
  return text === null ? null : parsedText(text);
}

/** The JSON of a text; null when it is none, or nests deeper than any answer needs to. */
export function parsedText(text: string): { readonly value: unknown } | null {
  if (isNestedTooDeep(text)) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
