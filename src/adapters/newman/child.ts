/**
 * The program that runs one collection. It is started in isolation (see isolation.ts), loads Newman, says that it is ready, reads
 * one job, runs it, replies with a count, and ends. All its requests go to the one UNIX socket that the job names. A pipe carries
 * its replies instead of Node's own channel between processes, whose reader accepts messages of any size.
 */
import { writeSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import newman from 'newman';
import { replyDescriptor } from './protocol.js';
import type { Job, Reply } from './protocol.js';

/** Characters of an error that are passed on. */
const errorLength = 500;

let received = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  received += chunk;
  const end = received.indexOf('\n');
  if (end === -1) return;
  process.stdin.removeAllListeners('data');
  process.stdin.resume();
  // Our own parent wrote this line.
  run(JSON.parse(received.slice(0, end)) as Job);
});
// The parent is gone, by its will or not: nobody waits for this run.
process.stdin.on('end', () => process.exit(0));
reply({ kind: 'ready' });

function run({ collection, socketPath, workingFolder, limits }: Job): void {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  agent.createConnection = () => net.connect({ path: socketPath });
  newman.run(
    {
      collection,
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
      const text = trouble instanceof Error ? trouble.message : JSON.stringify(trouble);
      reply({
        kind: 'done',
        requests: summary?.run.stats.requests.total ?? 0,
        failures: summary?.run.failures.length ?? 0,
        error: trouble === null ? null : text.slice(0, errorLength),
      });
      process.exit(0);
    },
  );
}

function reply(message: Reply): void {
  writeSync(replyDescriptor, `${JSON.stringify(message)}\n`);
}
