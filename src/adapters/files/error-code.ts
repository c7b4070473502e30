/** The code of an error of the operating system (`ENOENT` …); '' for anything else that was thrown. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
