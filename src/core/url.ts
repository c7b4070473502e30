/**
 * The URL that a text is, by the URL standard; null when it is none. Used instead of `URL.canParse`, which in Node 20 starts to refuse
 * addresses with letters such as ü once it has been called a few thousand times: the same connector would be judged otherwise.
 */
export function urlOf(text: string, base?: string | URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
