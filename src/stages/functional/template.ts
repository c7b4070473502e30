import { earlierPrefix } from '../../runtime/call.js';

/** Stands inside a request for a value that an earlier answer will give. */
export class EarlierValue {
  constructor(readonly variable: string) {}
}

/** The name of the n-th variable, from 1. */
export function earlierVariable(number: number): string {
  return `${earlierPrefix}${number}`;
}

/** How the variable is called that holds the value as JSON; the plain name holds it percent-encoded. */
export function jsonVariable(variable: string): string {
  return `${variable}_json`;
}

/** A value as a piece of a URL or a form. */
export function urlText(value: unknown): string {
  return value instanceof EarlierValue ? `{{${value.variable}}}` : encodeURIComponent(plainText(value));
}

/** A value as plain text, for headers. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof EarlierValue ? `{{${value.variable}}}` : JSON.stringify(value);
}

/**
 * A value as JSON text, with a placeholder for each earlier value. Braces inside texts are written as escapes, so that Newman
 * finds no placeholder that an author wrote.
 */
export function jsonText(value: unknown): string {
  if (value instanceof EarlierValue) return `{{${jsonVariable(value.variable)}}}`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    // The space keeps the ends of two objects from looking like the end of a placeholder.
    const members = Object.entries(value).map(([name, member]) => `${safe(name)}:${jsonText(member)}`);
    return `{${members.join(',')} }`;
  }
  return typeof value === 'string' ? safe(value) : JSON.stringify(value ?? null);
}

function safe(text: string): string {
  return JSON.stringify(text).replaceAll('{{', '\\u007b\\u007b').replaceAll('}}', '\\u007d\\u007d');
}
