import { createHash } from 'node:crypto';
import { asWaiver } from '../core/given-waiver.js';
import type { Log } from '../core/log.js';
import { longestNote } from '../core/monitoring.js';
import type { PackageContent } from '../core/package.js';
import type { Connections } from '../core/ports/connections.js';
import type { ClaimedMonitor, RunResult } from '../core/ports/monitors.js';
import type { Waivers } from '../core/ports/waivers.js';
import type { ConnectorName, WatchConnections } from '../core/ports/watch-connections.js';
import { Problem } from '../core/problems.js';
import type { Fault } from '../core/problems.js';
import { verdictOf } from '../core/verdict.js';
import type { Report } from '../core/verdict.js';
import { applyWaivers } from '../core/waiver.js';
import type { Waiver } from '../core/waiver.js';
import type { ConnectionStore } from '../runtime/sign-in/connection-store.js';
import { connectionNeeded } from '../stages/functional/connection-needed.js';
import { testPackage } from '../stages/functional/test-package.js';
import type { PackageTest, TestTools } from '../stages/functional/test-package.js';
import { loadPackage } from './load-package.js';

/** What a run of a monitor needs. */
export interface MonitorTools {
  readonly testing: TestTools;
  /** Those of submissions, for versions in preview. */
  readonly connections: Connections;
  /** Those of connectors, for public versions. */
  readonly watchConnections: WatchConnections;
  /** The programme's exceptions, as they count for the functional stage. */
  readonly waivers: readonly Waiver[];
  /** Those that reviewers gave, which count likewise: what was certified was certified with them. */
  readonly given: Pick<Waivers, 'reaching'>;
  readonly log: Log;
}

/**
 * Runs the certified suite of a version once more: the package that was certified, by its digest, with the connection that the channel has.
 * Whatever keeps it from being run is a result that proves nothing, and is never a pass. Throws only when `signal` has aborted.
 */
export async function runMonitor(
  monitor: ClaimedMonitor,
  tools: MonitorTools,
  signal: AbortSignal,
): Promise<RunResult> {
  const { submission, channel } = monitor;
  try {
    const content = await loadPackage(monitor.package, tools.testing.blobs);
    const store = storeFor(monitor, tools);
    const given = (await store.read()) !== null;
    const lacks = channel === 'public' && !given;
    const needed = lacks ? connectionNeeded(content) : 'no';
    if (needed === 'yes') return nothingProved('yours', connectionMissing(submission));
    const result = await testOnce(content, monitor, store, tools, signal);
    if (needed === 'no' || result.verdict === 'pass') return result;
    return { ...result, verdict: 'inconclusive', fault: 'yours', note: noted([connectionMissing(submission)]) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return nothingProved(error.fault, `${error.detail} ${error.fix}`);
    const reference = `${submission.id}-${monitor.fence}`;
    tools.log.error(
      { submission: submission.id, channel, reference, error },
      'A monitor failed in a way that nobody expected',
    );
    return nothingProved('ours', `Assay failed in a way that nobody expected. Reference: ${reference}.`);
  }
}

/** The result of a run that proved nothing. `sentence` says why, and what to do. */
export function nothingProved(fault: Fault, sentence: string): RunResult {
  const nothing = { calls: 0, goodCalls: 0, p95Ms: null, evidence: null };
  return { ...nothing, verdict: 'inconclusive', fault, note: noted([sentence]) };
}

function storeFor({ submission, channel }: ClaimedMonitor, tools: MonitorTools): ConnectionStore {
  const { connections, watchConnections } = tools;
  if (channel === 'public') {
    return {
      read: () => watchConnections.get(submission),
      change: change => watchConnections.change(submission, change),
    };
  }
  return {
    read: () => connections.get(submission.id),
    change: change => connections.change(submission.id, change),
  };
}

async function testOnce(
  content: PackageContent,
  { submission }: ClaimedMonitor,
  store: ConnectionStore,
  tools: MonitorTools,
  signal: AbortSignal,
): Promise<RunResult> {
  const { id, publisher, connector, profile } = submission;
  const test = await testPackage({ content, profile }, store, tools.testing, signal);
  const { given, today } = await tools.given.reaching(id);
  const waivers = [...tools.waivers, ...given.filter(({ revoked }) => revoked === null).map(asWaiver)];
  const hash = (source: string) => createHash('sha256').update(source).digest('hex');
  return resultOf(test, applyWaivers(test.report, waivers, { publisher, connector, today }, hash));
}

/** The result of a test. `report` is its report with what is waived set aside. */
function resultOf({ measured }: PackageTest, report: Report): RunResult {
  const { calls, goodCalls, p95Ms } = measured;
  const [evidence = null] = report.evidence;
  const numbers = { calls, goodCalls, p95Ms, evidence };
  const verdict = verdictOf(report);
  if (verdict === 'fail') {
    const blocking = report.findings.filter(({ blocks }) => blocks).map(({ message }) => message);
    return { ...numbers, verdict, fault: null, note: noted(blocking) };
  }
  if (verdict === 'inconclusive') {
    const reasons = report.checks.flatMap(check => (check.state === 'not-run' ? [check.reason] : []));
    // What was a fault until it was waived left something untested that is its author's to mend.
    return { ...numbers, verdict, fault: measured.fault ?? 'yours', note: noted(reasons) };
  }
  if (goodCalls === 0)
    return { ...numbers, ...nothingProved('ours', 'Nothing was called, so nothing was proved.'), evidence };
  return { ...numbers, verdict, fault: null, note: null };
}

function connectionMissing({ publisher, connector }: ConnectorName): string {
  return (
    `The API of ${publisher}/${connector} needs a connection, and the one of its submission ended with it. ` +
    `Give one to watch it with: \`POST /api/v1/connectors/${publisher}/${connector}/watch-connection\`.`
  );
}

/** Sentences as a note: each once, one a line, cut where it gets too long. */
function noted(sentences: readonly string[]): string | null {
  const lines = [...new Set(sentences.map(sentence => sentence.replace(/\s+/g, ' ').trim()))];
  return lines.length === 0 ? null : [...lines.join('\n')].slice(0, longestNote).join('');
}
