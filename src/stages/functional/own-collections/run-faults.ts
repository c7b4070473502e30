import type { OwnCollectionFault, OwnCollectionRule } from './fault.js';
import { shown } from './fault.js';
import type { OwnCollection } from './read.js';

/** How the run of a collection ended: what the runner says of it, and what the gateway did. */
export interface OwnRun {
  readonly end: 'completed' | 'died' | 'deadline';
  readonly note: string | null;
  readonly assertions: readonly {
    readonly item: string | null;
    readonly name: string;
    readonly passed: boolean;
    readonly error: string | null;
  }[];
  /** Tests beyond those that the runner tells one by one; whether they failed is not known. */
  readonly assertionsLeftOut: number;
  /** Requests that the gateway refused: of no case of this collection, or not as its case has them. */
  readonly refused: number;
}

/** Failed tests of one collection that are told one by one. */
const mostFailed = 50;

type Place = Pick<OwnCollectionFault, 'pointer' | 'line' | 'column'>;

/** The collection as a whole. */
const whole: Place = { pointer: '', line: 1, column: 1 };

/**
 * What is wrong with a collection by the way it ran: one that loops, uses too much or is cut off ends as an error of the collection, a
 * test of its own that failed as a warning, and so do requests that reached nothing. The child may have made up all but the last; it
 * can only harm its own author.
 */
export function faultsOfOwnRun(
  { path, cases }: OwnCollection,
  { end, note, assertions, assertionsLeftOut, refused }: OwnRun,
): OwnCollectionFault[] {
  const at = (rule: OwnCollectionRule, severity: 'error' | 'warning', { pointer, line, column }: Place) => {
    return { rule, severity, file: path, pointer, line, column };
  };
  const faults: OwnCollectionFault[] = [];
  if (hasNotEnded({ end, note })) {
    faults.push({
      ...at('functional-own-run-ended', 'error', whole),
      message: `The collection did not run to its end: ${shown(note ?? end)}.`,
      fix: 'Let every script end by itself, in bounded time and memory, and every loop of `setNextRequest` come to an end.',
    });
  }
  if (refused > 0) {
    faults.push({
      ...at('functional-own-request-not-run', 'warning', whole),
      message: `${refused} of its requests were refused: they were none of the collection’s items as it is written, or more than it may make.`,
      fix: 'Make each request an item of the collection; `pm.sendRequest` reaches nothing.',
    });
  }
  const failed = assertions.filter(({ passed }) => !passed);
  for (const { item, name, error } of failed.slice(0, mostFailed)) {
    const own = item === null ? undefined : cases.get(item);
    faults.push({
      ...at('functional-own-test-failed', 'warning', own ?? whole),
      message: `The test "${shown(name)}"${own ? ` of "${own.itemName}"` : ''} failed: ${shown(error)}`,
      fix: 'Correct the test or the connector.',
    });
  }
  if (failed.length > mostFailed) {
    faults.push({
      ...at('functional-own-test-failed', 'warning', whole),
      message: `${failed.length - mostFailed} more tests failed.`,
      fix: 'Correct those that are listed, and the rest will be.',
    });
  }
  if (assertionsLeftOut > 0) {
    faults.push({
      ...at('functional-own-test-failed', 'warning', whole),
      message: `${assertionsLeftOut} more tests were made than are kept; what came of them is not known.`,
      fix: 'Test less in one collection, or split it.',
    });
  }
  return faults;
}

/** True for a run that was cut off, or ended itself with an error. */
export function hasNotEnded({ end, note }: Pick<OwnRun, 'end' | 'note'>): boolean {
  return end !== 'completed' || note !== null;
}
