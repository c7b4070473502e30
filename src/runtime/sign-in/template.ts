/** What a template's variables stand for, by their names in lower case: connectors write `{ClientId}` and `{clientId}` alike. */
export type Variables = ReadonlyMap<string, string>;

const variable = /\{\s*([A-Za-z]\w*)\s*\}/g;

/** The names of the variables in a template, as written. */
export function variablesIn(template: string): string[] {
  return [...template.matchAll(variable)].map(([, name]) => name ?? '');
}

/** The template with every variable in its place, through `encode`. A variable that nothing is known of is left empty. */
export function fill(template: string, variables: Variables, encode: (value: string) => string): string {
  return template.replace(variable, (_, name: string) => encode(variables.get(name.toLowerCase()) ?? ''));
}

/** A query string or form without the members that stayed empty, such as the secret of a client that has none. */
export function withoutEmpty(form: string): string {
  return form
    .split('&')
    .filter(pair => !/^[^=]*=$/.test(pair))
    .join('&');
}

/** For values in a query string or a form (RFC 6749, appendix B). */
export function encodeForm(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
