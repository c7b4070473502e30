/**
 * The program that runs one collection. It is started in isolation (see candidates.ts), loads Newman, says that it is ready, reads
 * one job, runs it, replies with what it counted, and ends. All its requests go to the one UNIX socket that the job names. A pipe
 * carries its replies instead of Node's own channel between processes, whose reader accepts messages of any size.
 */
import { writeSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import newman from 'newman';
import { assertionLimits, errorLength, rehearseArgument, replyDescriptor } from './protocol.js';
import type { Assertion, Job, Reply } from './protocol.js';

let received = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  received += chunk;
  if (!chunk.includes('\n')) return;
  const line = received.slice(0, received.indexOf('\n'));
  received = '';
  process.stdin.removeAllListeners('data');
  process.stdin.resume();
  // Our own parent wrote this line.
  run(JSON.parse(line) as Job);
});
// The parent is gone, by its will or not: nobody waits for this run.
process.stdin.on('end', () => process.exit(0));
if (process.argv.includes(rehearseArgument)) rehearse();
else reply({ kind: 'ready' });

/**
 * Runs one item that sends nothing, before anybody waits: the first script of a process takes several times what a second one does.
 * Whoever waits already is better served without.
 */
function rehearse(): void {
  const event = [{ listen: 'prerequest', script: { exec: ['pm.execution.skipRequest();'] } }];
  const item = [{ name: 'rehearsal', request: 'http://rehearsal.invalid/', event }];
  newman.run({ collection: { info: { name: 'rehearsal' }, item }, reporters: [] }, () => reply({ kind: 'ready' }));
}

/** What Newman says of an event, as far as it is used. */
interface Happened {
  readonly item?: { readonly id?: unknown } | undefined;
  readonly assertion?: unknown;
  readonly skipped?: unknown;
  readonly event?: { readonly listen?: unknown } | undefined;
}

function run({ collection, environment, socketPath, workingFolder, limits, mostRequests }: Job): void {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  agent.createConnection = () => net.connect({ path: socketPath });
  const assertions: Assertion[] = [];
  const used = { requests: 0, items: 0, assertions: 0, failures: 0 };
  const keep = (assertion: Assertion) => {
    used.assertions += 1;
    if (!assertion.passed) used.failures += 1;
    if (assertions.length < assertionLimits.count) assertions.push(assertion);
  };
  const finish = (requests: number, failures: number, error: string | null) => {
    reply({
      kind: 'done',
      requests: Math.min(requests, 1_000_000),
      failures: Math.min(failures, 1_000_000),
      error: error?.slice(0, errorLength) ?? null,
      assertions,
      assertionsLeftOut: used.assertions - assertions.length,
    });
    process.exit(0);
  };
  const count = (what: 'requests' | 'items') => {
    used[what] += 1;
    if (mostRequests === null || used[what] <= mostRequests) return;
    finish(
      used.requests,
      used.failures,
      `it makes more than ${mostRequests} ${what === 'items' ? 'steps' : 'requests'}`,
    );
  };

  newman
    .run(
      {
        collection,
        ...(environment && { environment }),
        reporters: [],
        // Both: a redirect or a script may ask for either.
        requestAgents: { http: agent, https: agent },
        ignoreRedirects: true,
        timeout: limits.totalMs,
        timeoutRequest: limits.requestMs,
        timeoutScript: limits.scriptMs,
        insecureFileRead: false,
        workingDir: workingFolder,
      },
      (error, summary) => {
        const trouble: unknown = error ?? summary.error ?? null;
        finish(
          summary?.run.stats.requests.total ?? 0,
          summary?.run.failures.length ?? 0,
          trouble === null ? null : messageOf(trouble),
        );
      },
    )
    .on('beforeItem', () => count('items'))
    .on('request', () => count('requests'))
    .on('assertion', (error: unknown, { item, assertion, skipped }: Happened) => {
      const passed = error === null && skipped !== true;
      const why = skipped === true ? 'The script skipped it.' : messageOf(error);
      keep({
        item: idOf(item),
        name: clean(assertion, assertionLimits.name),
        passed,
        error: passed ? null : clean(why, assertionLimits.error),
      });
    })
    .on('script', (error: unknown, { item, event }: Happened) => {
      if (!error) return;
      const name = `the ${event?.listen === 'test' ? 'test' : 'pre-request'} script ran`;
      keep({ item: idOf(item), name, passed: false, error: clean(messageOf(error), assertionLimits.error) });
    });
}

function messageOf(trouble: unknown): string {
  if (typeof trouble === 'object' && trouble !== null && 'message' in trouble) return String(trouble.message);
  return JSON.stringify(trouble) ?? 'unknown';
}

function idOf(item: Happened['item']): string | null {
  return typeof item?.id === 'string' && /^[\w-]{1,100}$/.test(item.id) ? item.id : null;
}

/** The text cut off, without characters that a terminal or a log would act on. The parent does the same; this keeps replies small. */
function clean(text: unknown, length: number): string {
  return String(text)
    .slice(0, length)
    .replace(/[^\P{C}\n]/gu, ' ');
}

function reply(message: Reply): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += writeSome(bytes, sent);
}

/** Writes some bytes and gives their number: a pipe that is full takes none until the parent has read. */
function writeSome(bytes: Buffer, from: number): number {
  try {
    return writeSync(replyDescriptor, bytes, from);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
