import type { ParameterSet } from './parameters.js';

/** Which parameters hold user name and password: those that are called so, else the names that everybody uses. */
export function basicNames({ parameters }: ParameterSet): { user: string; password: string } {
  const named = (pattern: RegExp) => parameters.find(({ name }) => pattern.test(name))?.name;
  return { user: named(/^user|user_?name/i) ?? 'username', password: named(/^pass|password/i) ?? 'password' };
}
