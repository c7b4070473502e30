import type { OwnCollectionFault, OwnCollectionRule } from './fault.js';
import { shown } from './fault.js';
import type { OwnCollection } from './read.js';

/** How the run of a collection ended, as the runner says. */
export interface OwnRun {
  readonly end: 'completed' | 'died' | 'deadline';
  readonly note: string | null;
  readonly assertions: readonly {
    readonly item: string | null;
    readonly name: string;
    readonly passed: boolean;
    readonly error: string | null;
  }[];
}

/** Failed tests of one collection that are told one by one. */
const mostFailed = 50;

/**
 * What is wrong with a collection by the way it ran: one that loops, uses too much or is cut off ends as an error of the collection, a
 * test of its own that failed as a warning. The child may have made up all of it; it can only harm its own author.
 */
export function faultsOfOwnRun(
  { path, cases }: OwnCollection,
  { end, note, assertions }: OwnRun,
): OwnCollectionFault[] {
  const at = (rule: OwnCollectionRule, severity: 'error' | 'warning', pointer: string) => {
    return { rule, severity, file: path, pointer, line: null, column: null };
  };
  const faults: OwnCollectionFault[] = [];
  if (end !== 'completed' || note !== null) {
    faults.push({
      ...at('functional-own-run-ended', 'error', ''),
      message: `The collection did not run to its end: ${shown(note ?? end)}.`,
      fix: 'Let every script end by itself, in bounded time and memory, and every loop of `setNextRequest` come to an end.',
    });
  }
  const failed = assertions.filter(({ passed }) => !passed);
  for (const { item, name, error } of failed.slice(0, mostFailed)) {
    const own = item === null ? undefined : cases.get(item);
    faults.push({
      ...at('functional-own-test-failed', 'warning', own?.pointer ?? ''),
      message: `The test "${shown(name)}"${own ? ` of "${own.itemName}"` : ''} failed: ${shown(error)}`,
      fix: 'Correct the test or the connector.',
    });
  }
  if (failed.length > mostFailed) {
    faults.push({
      ...at('functional-own-test-failed', 'warning', ''),
      message: `${failed.length - mostFailed} more tests failed.`,
      fix: 'Correct those that are listed, and the rest will be.',
    });
  }
  return faults;
}
