import { compareVersions } from './version-order.js';

/** What a new version does to the users of the public one, as far as its number has to say it. */
export interface Step {
  /** True when a rule found something that breaks them. */
  readonly breaks: boolean;
  /** True when there are operations that the public version does not have. */
  readonly adds: boolean;
}

/** Which of the three numbers has to rise. */
export type Part = 'major' | 'minor' | 'patch';

/** The number that has to rise at least: Semantic Versioning 2.0.0 §6 to §8. */
export function partOf({ breaks, adds }: Step): Part {
  if (breaks) return 'major';
  return adds ? 'minor' : 'patch';
}

const numbers = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:\.\d{1,15})*(-[^+]+)?(?:\+.*)?$/s;

/**
 * The lowest version that may follow this one; null when it is not made of numbers that can be counted on. In versions below 1.0.0
 * the numbers mean the same: what is public is in use, whatever it is called (§4 speaks of what nobody relies on). After 2.0.0-beta.1
 * everything may change until 2.0.0 (§9).
 */
export function wantedAfter(published: string, step: Step): string | null {
  const found = numbers.exec(published);
  if (found === null) return null;
  const [major = 0, minor = 0, patch = 0] = found.slice(1, 4).map(part => Number(part ?? 0));
  const isAhead = found[4] !== undefined;
  switch (partOf(step)) {
    case 'major':
      return `${isAhead && minor === 0 && patch === 0 ? major : major + 1}.0.0`;
    case 'minor':
      return `${major}.${isAhead && patch === 0 ? minor : minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${isAhead ? patch : patch + 1}`;
  }
}

/** Whether the version rises far enough. A label such as `-beta.1` on the wanted version counts as that version. */
export function risesEnough(now: string, wanted: string): boolean {
  const withoutLabel = /^v?[\d.]+/.exec(now)?.[0].replace(/\.$/, '') ?? now;
  return (compareVersions(withoutLabel, wanted) ?? 0) >= 0;
}
