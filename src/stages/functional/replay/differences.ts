import type { CheckResult, Verdict } from '../../../core/verdict.js';
import type { Finding } from '../../../core/finding.js';
import { redacted } from '../../../runtime/redact.js';
import type { Coverage } from '../coverage.js';
import type { Strength } from '../strength.js';
import type { StoredRecord } from './stored-record.js';

/** What is compared of a record and of what was found by it now. */
export interface Found {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly strength: Strength;
}

/** Differences of one kind that are told one by one. */
const mostTold = 10;

/**
 * What a record says was found, and what was found by it now, where they differ: one sentence each; none when they agree in verdict, checks,
 * findings, coverage and strength. Pure.
 */
export function differencesBetween(recorded: StoredRecord, found: Found): string[] {
  const verdicts =
    recorded.verdict === found.verdict
      ? []
      : [`The verdict was ${recorded.verdict}, and is ${found.verdict} by its answers.`];
  const numbers = agree(
    [recorded.coverage.totals, recorded.strength.judged, recorded.strength.noticed],
    [found.coverage.totals, found.strength.judged, found.strength.noticed],
  )
    ? []
    : ['The numbers of operations, statuses, cases or noticed faults are others.'];
  const operations = recorded.coverage.operations.flatMap((operation, index) => {
    const now = found.coverage.operations[index];
    const same = now !== undefined && agree(operation, now);
    return same ? [] : [`What was seen of ${operation.operationId} is something else.`];
  });
  return [
    ...verdicts,
    ...limited(differing(recorded.checks, found.checks, ({ id, state }) => `Check ${id}: ${state}.`)),
    ...limited(differing<Told>(recorded.findings, found.findings, ({ rule, message }) => `${rule}: ${message}`)),
    ...numbers,
    ...limited(operations),
  ];
}

/** What of a finding is told. */
type Told = Pick<Finding, 'rule' | 'message'>;

/**
 * True when two values of JSON are the same, but for secrets that were taken out of the first: what stood there is not known to who has only
 * the record.
 */
export function agree(recorded: unknown, found: unknown): boolean {
  if (typeof recorded === 'string') return typeof found === 'string' && agreeInText(recorded, found);
  if (typeof recorded !== 'object' || recorded === null) return recorded === found;
  if (typeof found !== 'object' || found === null || Array.isArray(recorded) !== Array.isArray(found)) return false;
  const entries = Object.entries(recorded);
  const others = new Map(Object.entries(found).filter(([, value]) => value !== undefined));
  return (
    entries.length === others.size &&
    entries.every(([name, value]) => others.has(name) && agree(value, others.get(name)))
  );
}

function agreeInText(recorded: string, found: string): boolean {
  if (recorded === found) return true;
  const [first = '', ...rest] = recorded.split(redacted);
  const last = rest.pop();
  if (last === undefined || !found.startsWith(first) || !found.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = found.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= found.length - last.length;
}

function differing<Item>(recorded: readonly Item[], found: readonly Item[], shown: (item: Item) => string): string[] {
  const missing = recorded.filter((item, index) => !agree(item, found[index]) && !found.some(one => agree(item, one)));
  const added = found.filter((item, index) => !agree(recorded[index], item) && !recorded.some(one => agree(one, item)));
  const moved = missing.length === 0 && added.length === 0 && recorded.length !== found.length;
  return [
    ...missing.map(item => `Only in the record: ${shown(item)}`),
    ...added.map(item => `Not in the record: ${shown(item)}`),
    ...(moved ? ['Some of them are there more often than before.'] : []),
  ];
}

function limited(sentences: readonly string[]): string[] {
  const more = sentences.length - mostTold;
  return more <= 0 ? [...sentences] : [...sentences.slice(0, mostTold), `… and ${more} more differences of this kind.`];
}
