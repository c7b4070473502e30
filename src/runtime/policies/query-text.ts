/** The query of a URL with its question mark; '' when there is none. */
export function queryText(pairs: readonly (readonly [name: string, value: string])[]): string {
  const search = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return search === '' ? '' : `?${search}`;
}
