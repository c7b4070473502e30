// How fast Assay runs a functional test, side by side with the Newman CLI running the same collection on the same API.
//   node bench/functional.mjs [--rounds N]
// Prints, against the targets of the design: wall time of both on an API without delay and on one that takes 20 ms, how long a
// child takes to its first request and what that time consists of, 20 connectors at once against one after another, and memory
// while an API answers with 10 GB. Isolation, gateway, sign-in and recording are on; the API is a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineArguments, heapMb } from '../dist/src/adapters/newman/programs.js';
import { rehearseArgument, replyDescriptor } from '../dist/src/adapters/newman/protocol.js';
import { createNewman } from '../dist/src/adapters/newman/run-collection.js';
import { caseHeader } from '../dist/src/runtime/call.js';
import { readDefinition } from '../dist/src/runtime/definition.js';
import { parseEgressAllow } from '../dist/src/runtime/egress-policy.js';
import { openGateway } from '../dist/src/runtime/gateway.js';
import { createRedactor } from '../dist/src/runtime/redact.js';

const operationCount = 30;
const delayMs = Number(valueOf('--serve') ?? Number.NaN);
if (Number.isNaN(delayMs)) await measure();
else serve(delayMs);

async function measure() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const cli = path.join(root, 'node_modules/newman/bin/newman.js');
  const rounds = Number(valueOf('--rounds') ?? 5);
  const scratch = mkdtempSync(path.join(tmpdir(), 'assay-bench-'));
  const childEntry = new URL('../dist/sandbox/child.cjs', import.meta.url);
  const newman = createNewman({ childEntry });
  const limits = { totalMs: 120_000, requestMs: 40_000, scriptMs: 2_000 };
  const { signal } = new AbortController();
  const rows = [];
  let met = true;

  const loading = { node: [], program: [], rehearsed: [] };

  try {
    await measureLoading();
    await compare(0);
    await compare(20);
    await start();
    await together();
    await tenGigabytes();
  } finally {
    await newman.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  console.table(rows);
  if (!met) process.exitCode = 1;

  /** Three requests for each of thirty operations, turn about, so that whatever else the machine does hits both. */
  async function compare(delay) {
    const times = await withApi(delay, timesOn);
    const what = `${operationCount * 3} requests, ${delay} ms each`;
    const [theirs, cold, warm] = [times.theirs, times.cold, times.warm].map(median);
    row(`newman run, ${what}`, milliseconds(theirs), '');
    row('  assay, child started for it', milliseconds(cold), '');
    row('  assay, child warm', milliseconds(warm), '');
    row('  assay against newman, from nothing', factor(cold / theirs), '≤ 1.30 ×', cold / theirs <= 1.3);
    row('  assay against newman, child warm', factor(warm / theirs), '≤ 1.30 ×', warm / theirs <= 1.3);
  }

  async function timesOn(api) {
    const file = path.join(scratch, 'collection.json');
    writeFileSync(file, JSON.stringify(collectionFor(api.url, 3)));
    const times = { cold: [], warm: [], theirs: [] };
    await oursOn(api, 3); // how the isolation works here is found out once in a service's life
    for (let round = 0; round < rounds; round += 1) {
      times.theirs.push(await timed(() => runCli([cli, 'run', file, '--silent'])));
      times.cold.push(await timed(() => oursOn(api, 3)));
      newman.warm();
      await settled();
      times.warm.push(await timed(() => oursOn(api, 3)));
    }
    return times;
  }

  /** From asking for a run to its first request, as the gateway would see it. */
  async function start() {
    const folder = path.join(scratch, 'start');
    mkdirSync(folder, { mode: 0o700 });
    let first = 0;
    const server = http.createServer((_request, response) => {
      first ||= performance.now();
      response.end('{}');
    });
    const socketPath = path.join(folder, 's');
    server.listen(socketPath);
    await once(server, 'listening');
    const collection = collectionFor('http://connector.invalid', 1, 1);
    const times = { cold: [], warm: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of ['cold', 'warm']) {
        if (kind === 'warm') {
          newman.warm();
          await settled();
        }
        first = 0;
        const began = performance.now();
        await newman.run(collection, socketPath, limits, signal);
        times[kind].push(first - began);
      }
    }
    server.close();
    for (const kind of ['warm', 'cold']) {
      const took = median(times[kind]);
      row(`to the first request, child ${kind}`, milliseconds(took), '≤ 400 ms', took <= 400);
    }
    row('  of a cold one: Node itself', milliseconds(median(loading.node)), '');
    row('  of a cold one: loading Newman', milliseconds(median(loading.program) - median(loading.node)), '');
  }

  /** What a cold start consists of, beside the isolation and the first script. */
  async function measureLoading() {
    for (let round = 0; round < rounds; round += 1) {
      loading.node.push(await timed(() => runCli([...engineArguments(heapMb), '-e', '0'])));
      loading.program.push(await timed(() => untilReady([])));
      loading.rehearsed.push(await timed(() => untilReady([rehearseArgument])));
    }
  }

  /** Starts a child that is not isolated, until it says that it is ready. */
  async function untilReady(args) {
    const stdio = ['pipe', 'ignore', 'inherit', 'pipe'];
    const child = spawn(process.execPath, [...engineArguments(heapMb), fileURLToPath(childEntry), ...args], { stdio });
    await once(child.stdio[replyDescriptor], 'data');
    child.kill('SIGKILL');
  }

  /** A warm child says nothing of being ready: this is several times what that takes here and now. */
  async function settled() {
    await new Promise(resolve => setTimeout(resolve, 3 * Math.max(...loading.rehearsed)));
  }

  async function together() {
    const count = 20;
    const { alone, atOnce } = await withApi(0, async api => ({
      alone: await timed(async () => {
        for (let run = 0; run < count; run += 1) await oursOn(api, 1);
      }),
      atOnce: await timed(() => Promise.all(Array.from({ length: count }, () => oursOn(api, 1)))),
    }));
    const cores = availableParallelism();
    const wanted = 1 + 0.5 * (Math.min(cores, count) - 1);
    row(`${count} connectors one after another`, milliseconds(alone), '');
    row(`${count} connectors at once, ${cores} cores`, milliseconds(atOnce), '');
    row('  faster by', factor(alone / atOnce), `≥ ${wanted.toFixed(2)} ×`, alone / atOnce >= wanted);
  }

  async function tenGigabytes() {
    const collection = { ...collectionFor('', 1), item: [itemOf('case-huge', 'GET', '/huge')] };
    newman.warm();
    await settled();
    const before = process.memoryUsage().rss;
    let peak = before;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 2);
    const { exchanges } = await withApi(0, api => oursOn(api, 1, collection));
    clearInterval(look);
    const [{ result }] = exchanges;
    if (result.reason !== 'too-large') throw new Error(`10 GB were taken for ${JSON.stringify(result).slice(0, 200)}`);
    const grown = Math.round((peak - before) / 1_048_576);
    row('memory during an answer of 10 GB', `+${grown} MB`, '≤ 64 MB', grown <= 64);
  }

  /** One isolated run through a gateway of its own. Throws unless every request was made and answered. */
  async function oursOn(api, repeats, collection = collectionFor('http://connector.invalid', repeats)) {
    const definition = definitionOf();
    const byId = new Map(definition.operations.map(operation => [operation.operationId, operation]));
    const gateway = await openGateway({
      definition,
      targets: new Map(
        collection.item.map(({ id, name }) => [id, { operation: byId.get(name), policies: [], answerPolicies: [] }]),
      ),
      signIn: {
        credentialsFor: () => Promise.resolve([{ place: 'header', name: 'x-key', value: 'key-for-the-bench' }]),
        renew: () => Promise.resolve(false),
      },
      redactor: createRedactor(['key-for-the-bench']),
      egress: parseEgressAllow(`api.example.com=${api.url}`),
      now: () => new Date(),
      signal,
    });
    let summary;
    let record;
    try {
      summary = await newman.run(collection, gateway.socketPath, limits, signal);
    } finally {
      record = await gateway.close();
    }
    if (summary.end !== 'completed' || record.exchanges.length !== collection.item.length) {
      throw new Error(`${summary.end}: ${record.exchanges.length} of ${collection.item.length}, ${summary.note}`);
    }
    const bad = record.exchanges.find(({ result }) => result.kind !== 'answer' || result.status !== 200);
    if (bad && bad.operationId !== 'Huge') throw new Error(`${bad.request.url}: ${JSON.stringify(bad.result)}`);
    return record;
  }

  function row(what, measured, target, isMet = true) {
    met &&= isMet;
    process.stderr.write(`${what.trim()}: ${measured}\n`); // it takes minutes
    rows.push({ what, measured, target, met: target === '' ? '' : isMet ? 'yes' : 'NO' });
  }
}

/** The API: a third of the operations each lists, gets and creates. `/huge` never ends. */
function serve(delay) {
  const list = JSON.stringify({
    items: Array.from({ length: 20 }, (_, id) => ({ id: String(id), name: `Item ${id}` })),
  });
  const block = Buffer.alloc(65_536, 'x');
  const server = http.createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.url.startsWith('/huge')) {
      response.setHeader('content-length', 10 * 1024 ** 3);
      const pour = () => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', pour);
      pour();
    } else setTimeout(() => response.end(list), delay);
  });
  // The bench is gone, by its will or not.
  process.stdin.resume().once('end', () => process.exit());
  // Timers of 0 ms wait 1 ms; that is the same for both.
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
}

/** Lets the API live as long as it is used. */
async function withApi(delay, use) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--serve', String(delay)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    return await use({ url: line.toString().trim() });
  } finally {
    child.kill('SIGKILL');
  }
}

function operationAt(index) {
  return {
    id: `Operation${index}`,
    method: ['GET', 'GET', 'POST'][index % 3],
    path: index % 3 === 1 ? `/things${index}/{id}` : `/things${index}`,
  };
}

function definitionOf() {
  const paths = { '/huge': { get: { operationId: 'Huge', responses: { 200: { description: 'Much.' } } } } };
  for (let index = 0; index < operationCount; index += 1) {
    const { id, method, path: at } = operationAt(index);
    const parameters = at.includes('{id}') ? [{ name: 'id', in: 'path', type: 'string', required: true }] : [];
    paths[at] = {
      [method.toLowerCase()]: { operationId: id, parameters, responses: { 200: { description: 'Fine.' } } },
    };
  }
  return readDefinition({ swagger: '2.0', host: 'api.example.com', basePath: '/', schemes: ['https'], paths });
}

/** The collection as the functional stage writes it: lists keep a value for later, as its scripts do. */
function collectionFor(origin, repeats, operations = operationCount) {
  const item = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    for (let index = 0; index < operations; index += 1) {
      const { id, method, path: at } = operationAt(index);
      item.push(itemOf(`case-${turn}-${index}`, method, at.replace('{id}', '7'), origin, id, index % 3 === 0));
    }
  }
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  return { info: { name: 'Bench', schema }, item };
}

function itemOf(id, method, at, origin = 'http://connector.invalid', name = 'Huge', keeps = false) {
  const exec = [
    'const { items } = pm.response.json();',
    "pm.collectionVariables.set('earlier_1', encodeURIComponent(items[0].id));",
  ];
  return {
    id,
    name,
    request: {
      method,
      url: origin + at,
      header: [
        { key: 'content-type', value: 'application/json' },
        { key: caseHeader, value: id },
      ],
      ...(method === 'POST' && { body: { mode: 'raw', raw: '{"name":"One more"}' } }),
    },
    ...(keeps && { event: [{ listen: 'test', script: { type: 'text/javascript', exec } }] }),
  };
}

async function runCli(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.slice(0, 3).join(' ')} ended with ${code}: ${said.slice(-500)}`);
}

async function timed(run) {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function milliseconds(ms) {
  return `${ms.toFixed(0)} ms`;
}

function factor(ratio) {
  return `${ratio.toFixed(2)} ×`;
}

function valueOf(flag) {
  const position = process.argv.indexOf(flag);
  return position > 0 ? process.argv[position + 1] : null;
}
