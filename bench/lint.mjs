// How fast Assay judges content, side by side with the Spectral CLI running the same rules.
//   node bench/lint.mjs --corpus DIR [--without-spectral]
// DIR is a folder of connectors. Prints, against the targets of the design: wall time over all definitions for both, the slowest
// connector, a run where nothing has changed, peak memory, growth with the number of operations, and a warm check of a median connector as the service does it.
// Spectral runs the rules that it can (dist/spectral/verified.js); Assay runs those and the ones about other files.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assay = path.join(root, 'bin/assay.js');
const spectral = path.join(root, 'node_modules/@stoplight/spectral-cli/dist/index.js');
const ruleset = path.join(root, 'dist/spectral/verified.js');
const corpus = valueOf('--corpus');
if (!corpus) throw new Error('Name the corpus: node bench/lint.mjs --corpus DIR');
const scratch = mkdtempSync(path.join(tmpdir(), 'assay-bench-'));
const definitions = definitionsBelow(corpus);
const rows = [];
let met = true;

try {
  const ours = await run([assay, 'check', '--corpus', corpus, '--format', 'json']);
  const results = ours.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const findings = results.reduce((sum, result) => sum + result.findings.length, 0);
  console.log(`${results.length} connectors, ${definitions.length} definitions, ${findings} findings`);
  row('assay check, all connectors', seconds(ours.ms), '');
  let theirs = null;
  if (!process.argv.includes('--without-spectral')) {
    theirs = await run([spectral, 'lint', '-r', ruleset, '--quiet', '-f', 'json', ...definitions]);
    row('spectral lint, same definitions', seconds(theirs.ms), '');
    const factor = theirs.ms / ours.ms;
    row('faster by', `${factor.toFixed(1)} ×`, '≥ 10 ×', factor >= 10);
    row('peak memory of spectral', `${theirs.mb} MB`, '');
  }
  await unchanged(theirs);
  row('peak memory of assay', `${ours.mb} MB`, '≤ 400 MB', ours.mb <= 400);

  const alone = await run([assay, 'check', '--corpus', corpus, '--format', 'json', '--jobs', '1']);
  const timed = alone.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const times = timed.map(({ timings }) => timings.totalMs).sort((a, b) => a - b);
  const slowest = timed.reduce((most, one) => (one.timings.totalMs > most.timings.totalMs ? one : most));
  row('assay check, one thread', seconds(alone.ms), '');
  row(
    `slowest connector (${path.basename(slowest.path)})`,
    `${slowest.timings.totalMs} ms`,
    '≤ 2000 ms',
    slowest.timings.totalMs <= 2000,
  );
  row('median connector', `${times[times.length >> 1]} ms`, '');

  await growth();
  await warm();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.table(rows);
if (!met) process.exitCode = 1;

/** The run that comes most often: a repository's check, when little or nothing has changed. Spectral has nothing for it. */
async function unchanged(theirs) {
  const again = [assay, 'check', '--corpus', corpus, '--format', 'json', '--cache', path.join(scratch, 'cache')];
  const first = await run(again);
  const second = await run(again);
  if (second.out !== first.out) throw new Error('The cache gives another result.');
  row('assay check --cache, the first time', seconds(first.ms), '');
  row('assay check --cache, nothing changed', seconds(second.ms), '');
  if (theirs !== null) row('then faster by', `${(theirs.ms / second.ms).toFixed(1)} ×`, '');
}

/** Judging has to grow with the definition, not faster: the time for each operation at 5,000 against that at 1,000. */
async function growth() {
  const perOperation = new Map();
  for (const count of [250, 500, 1000, 2500, 5000]) {
    const folder = path.join(scratch, `operations-${count}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'apiDefinition.swagger.json'), JSON.stringify(definitionWith(count), null, 1));
    writeFileSync(
      path.join(folder, 'apiProperties.json'),
      JSON.stringify({ properties: { iconBrandColor: '#12345a' } }),
    );
    const times = [];
    // The second and third run in one process: what is measured is judging, not the start of the program.
    const copies = Array.from({ length: 3 }, () => folder);
    const { out } = await run([assay, 'check', ...copies, '--format', 'json', '--jobs', '1']);
    for (const line of out.trim().split('\n').slice(1)) times.push(JSON.parse(line).timings.totalMs);
    const best = Math.min(...times);
    perOperation.set(count, best / count);
    row(`${count} operations`, `${best} ms`, '');
  }
  const factor = (perOperation.get(5000) ?? 0) / (perOperation.get(1000) ?? 1);
  row('time for an operation, at 5,000 against at 1,000', `${factor.toFixed(2)} ×`, '≤ 1.5 ×', factor <= 1.5);
}

/** What a submission waits for: a thread that is there, and a connector of median size. */
async function warm() {
  const { LintPool } = await import('../dist/src/adapters/lint-pool/lint-pool.js');
  const { describeLinter } = await import('../dist/src/stages/lint/description.js');
  const sizes = definitions.map(file => [file, readFileSync(file).length]).sort((a, b) => a[1] - b[1]);
  const folder = path.dirname(sizes[sizes.length >> 1][0]);
  const contents = new Map(
    readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => [entry.name, readFileSync(path.join(folder, entry.name))]),
  );
  const files = [...contents].map(([name, bytes]) => ({ path: name, size: bytes.length, sha256: '' }));
  const content = { digest: '', files, read: name => contents.get(name) };
  const pool = new LintPool({
    worker: new URL('../dist/src/stages/lint/worker.js', import.meta.url),
    threads: 1,
    ...describeLinter(),
  });
  const times = [];
  for (let turn = 0; turn < 22; turn += 1) {
    const start = performance.now();
    await pool.lint(content, { profile: 'verified', published: null }, new AbortController().signal);
    times.push(performance.now() - start);
  }
  await pool.close();
  const [first, , ...rest] = times;
  const sorted = rest.sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)];
  row(`in the service, cold (${path.basename(folder)})`, `${first.toFixed(0)} ms`, '');
  row('in the service, warm, p95 of 20', `${p95.toFixed(0)} ms`, '≤ 100 ms', p95 <= 100);
}

/** Runs a program of Node's to its end; its peak memory is that of the process, read from the kernel while it runs. */
function run(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    let mb = 0;
    const look = setInterval(() => {
      mb = Math.max(mb, peakOf(child.pid));
    }, 20);
    child.stdout.on('data', part => parts.push(part));
    child.stderr.resume();
    child.once('error', reject);
    child.once('close', code => {
      clearInterval(look);
      const out = Buffer.concat(parts).toString('utf8');
      if (code > 1) reject(new Error(`${args.slice(0, 3).join(' ')} … ended with ${code}`));
      else resolve({ ms: performance.now() - started, mb, out });
    });
  });
}

function peakOf(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0; // it has ended, or the system tells nothing
  }
}

function definitionsBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter(name => path.basename(name) === 'apiDefinition.swagger.json')
    .map(name => path.join(folder, name))
    .sort();
}

/** A plain definition with so many operations, each with two parameters, a body and an answer. */
function definitionWith(count) {
  const paths = {};
  for (let index = 0; index < count; index += 1) {
    paths[`/items${index}/{id}`] = {
      post: {
        operationId: `ChangeItem${index}`,
        summary: `Change item ${index}`,
        description: 'Changes an item.',
        parameters: [
          {
            name: 'id',
            in: 'path',
            type: 'string',
            required: true,
            'x-ms-summary': 'Item',
            description: 'The item.',
            'x-ms-url-encoding': 'single',
          },
          { name: 'body', in: 'body', schema: { $ref: `#/definitions/Item${index % 50}` } },
        ],
        responses: { 200: { description: 'The item.', schema: { $ref: `#/definitions/Item${index % 50}` } } },
      },
    };
  }
  const definitions = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `Item${index}`,
      { type: 'object', properties: { id: { type: 'string' }, count: { type: 'integer' } } },
    ]),
  );
  const info = { title: 'Many', description: 'A definition with very many operations in it.', version: '1.0.0' };
  return { swagger: '2.0', info, host: 'api.contoso.com', basePath: '/', schemes: ['https'], paths, definitions };
}

function row(what, measured, target, isMet = true) {
  met &&= isMet;
  rows.push({ what, measured, target, met: target === '' ? '' : isMet ? 'yes' : 'NO' });
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function valueOf(flag) {
  const position = process.argv.indexOf(flag);
  return position > 0 ? process.argv[position + 1] : null;
}
