/** The names between braces in a path, in order and with repetitions: `/a/{id}/b/{id}` has `id` twice. */
export function templateVariables(template: string): string[] {
  return [...template.matchAll(/\{([^{}/]+)\}/g)].map(match => match[1] ?? '');
}
