import { visible } from '../remark.js';
import type { Brings, SolutionSet } from './solution-package.js';

/** More names than these tell nobody anything. */
const namesListed = 5;
/** Characters of a value that are looked at; `visible` cuts what is left of them. */
const valueLength = 200;

/** A stranger’s name in a sentence. */
export function named(name: string): string {
  return `\`${visible(name)}\``;
}

/** Several of them: `a`, `b` and `c`. */
export function listed(names: readonly string[]): string {
  const more = names.length - namesListed;
  const parts = names.slice(0, namesListed).map(named);
  if (more > 0) parts.push(`${more} more`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** A JSON value in a sentence; undefined is a value that is not there. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object of ${Object.keys(value).length} members`;
  return visible(JSON.stringify(typeof value === 'string' ? value.slice(0, valueLength) : value));
}

/** What each solution brings, in a sentence. */
export function contentsOf(solutions: SolutionSet['solutions']): string {
  return solutions.map(({ name, brings }) => `${named(name)} brings ${bringsText(brings)}`).join(', ');
}

function bringsText({ connector, flows, plugin }: Brings): string {
  const parts = [
    ...(connector ? ['a connector'] : []),
    ...(flows ? ['flows'] : []),
    ...(plugin ? ['an AI plug-in'] : []),
  ];
  const last = parts.pop();
  if (last === undefined) return 'none of these';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
