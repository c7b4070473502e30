import type { Checked } from '../check/result.js';
import { json as line } from '../json.js';

/** For programs: one object a line, in the form that is a contract. */
export function json(results: readonly Checked[]): string {
  return results.map(({ result }) => line(result)).join('');
}
