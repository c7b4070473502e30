// Runs a child once, as a run of a connector does, so that V8 has compiled what such runs need, and keeps that.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledFiles } from '../../dist/src/adapters/newman/compiled-files.js';
import { engineArguments, heapMb } from '../../dist/src/adapters/newman/programs.js';
import { replyDescriptor } from '../../dist/src/adapters/newman/protocol.js';

/** Time for the whole run, in milliseconds. It takes two seconds on an idle machine. */
const longestMs = 120_000;
/** Bytes that each cache has at least: the run has then really put code into it. */
const leastBytes = 500_000;

/**
 * Fills V8's code cache of the program in this folder, with the flags that a child is started with: V8 takes a cache for no others.
 * Throws when the run fails.
 */
export async function keepCode(folder) {
  const caches = [compiledFiles.program, compiledFiles.bootcode].map(name => path.join(folder, `${name}.cache`));
  // V8 refuses an empty one and compiles.
  for (const cache of caches) writeFileSync(cache, '');
  const scratch = mkdtempSync(path.join(tmpdir(), 'assay-warm-up-'));
  const server = http.createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"items":[{"id":"1","name":"One"}]}');
  });
  try {
    const socketPath = path.join(scratch, 'gateway');
    const workingFolder = path.join(scratch, 'files');
    mkdirSync(workingFolder);
    server.listen(socketPath);
    await once(server, 'listening');
    const reply = await runOnce(path.join(folder, compiledFiles.start), {
      collection,
      environment: { values: [{ key: 'given', value: '1' }] },
      socketPath,
      workingFolder,
      limits: { totalMs: longestMs, requestMs: longestMs, scriptMs: longestMs },
      mostRequests: 10,
    });
    if (reply.requests !== 2 || reply.failures !== 1) throw new Error(`It said ${JSON.stringify(reply)}`);
    for (const cache of caches) if (statSync(cache).size < leastBytes) throw new Error(`${cache} is too small`);
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Starts the child, not isolated, gives it the job, and gives its last reply. */
async function runOnce(entry, job) {
  const keeper = fileURLToPath(new URL('keep-code.cjs', import.meta.url));
  const child = spawn(process.execPath, [...engineArguments(heapMb), '--require', keeper, entry], {
    env: {},
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    timeout: longestMs,
  });
  let said = '';
  child.stdio[replyDescriptor].setEncoding('utf8').on('data', text => (said += text));
  child.stdin.on('error', () => undefined); // its end tells
  child.stdin.write(`${JSON.stringify(job)}\n`);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The child ended with ${code}`);
  return JSON.parse(said.trim().split('\n').at(-1));
}

/** What runs have in them: requests with and without a body, scripts that read answers and keep values, tests that pass and fail. */
const collection = {
  info: { name: 'warm-up', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [
    {
      id: 'case-1',
      name: 'list',
      request: {
        method: 'GET',
        url: 'http://connector.invalid/items?given={{given}}',
        header: [{ key: 'a', value: 'b' }],
      },
      event: [
        eventOf('prerequest', ["pm.variables.set('local', pm.environment.get('given'));"]),
        eventOf('test', [
          'const { items } = pm.response.json();',
          "pm.collectionVariables.set('earlier_1', encodeURIComponent(items[0].id));",
          "pm.test('answers', () => pm.response.to.have.status(200));",
          "pm.test('differs', () => pm.expect(items).to.have.length(2));",
        ]),
      ],
    },
    {
      id: 'case-2',
      name: 'create',
      request: {
        method: 'POST',
        url: 'http://connector.invalid/items/{{earlier_1}}',
        header: [{ key: 'content-type', value: 'application/json' }],
        body: { mode: 'raw', raw: '{"name":"Two"}' },
      },
    },
  ],
};

function eventOf(listen, exec) {
  return { listen, script: { type: 'text/javascript', exec } };
}
