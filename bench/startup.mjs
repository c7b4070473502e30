// How long Assay takes to be ready, and how much memory it holds when idle.
//   node bench/startup.mjs [--connector DIR]
// Prints, against the targets of the design: `assay serve` from nothing, the second start, all processes' memory after five idle
// seconds, and a cold `assay check`. Memory is PSS (shared pages counted once) where the kernel tells it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = path.join(root, 'bin/assay.js');
const flag = process.argv.indexOf('--connector');
const connector = flag > 0 ? process.argv[flag + 1] : path.join(root, 'examples/library/connector');
const dataDirectory = mkdtempSync(path.join(tmpdir(), 'assay-bench-'));
const rows = [];

function row(what, measured, target, unit) {
  rows.push({
    what,
    measured: `${measured} ${unit}`,
    target: `${target} ${unit}`,
    met: measured <= target ? 'yes' : 'NO',
  });
}

async function serve() {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [launcher, 'serve', '--port', '0', '--data-dir', dataDirectory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', text => (printed += text));
  for (;;) {
    const address = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
    if (address) {
      const answer = await fetch(`${address}/readyz`).catch(() => null);
      if (answer?.ok) return { child, milliseconds: Math.round(performance.now() - startedAt) };
    }
    if (child.exitCode !== null) throw new Error(`assay serve ended with ${child.exitCode}: ${printed}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

async function stopped(child) {
  child.kill('SIGTERM');
  await new Promise(resolve => child.once('exit', resolve));
}

/** Every process below `pid`, and every postgres whose working directory is inside the data directory. */
function family(pid) {
  const parents = new Map();
  const found = new Set([pid]);
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (command.includes('postgres') && command.includes(dataDirectory)) found.add(Number(name));
    } catch {
      // A process that ended while we looked.
    }
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const [child, parent] of parents) {
      if (found.has(parent) && !found.has(child)) {
        found.add(child);
        grown = true;
      }
    }
  }
  return [...found];
}

function memoryMegabytes(pids) {
  let kilobytes = 0;
  for (const pid of pids) {
    try {
      const rollup = `/proc/${pid}/smaps_rollup`;
      const text = existsSync(rollup) ? readFileSync(rollup, 'utf8') : readFileSync(`/proc/${pid}/status`, 'utf8');
      kilobytes += Number(/^(?:Pss|VmRSS):\s+(\d+)/m.exec(text)?.[1] ?? 0);
    } catch {
      // A process that ended while we looked.
    }
  }
  return Math.round(kilobytes / 1024);
}

function coldCheck() {
  const report = path.join(dataDirectory, 'rss');
  const hook = `data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(report)},String(process.resourceUsage().maxRSS)))`;
  const times = [];
  let megabytes = 0;
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now();
    const result = spawnSync(process.execPath, ['--import', hook, launcher, 'check', connector, '--format', 'json'], {
      encoding: 'utf8',
    });
    times.push(performance.now() - startedAt);
    if (result.status === 2 || result.status === null) throw new Error(`assay check could not run: ${result.stderr}`);
    megabytes = Math.max(megabytes, Math.round(Number(readFileSync(report, 'utf8')) / 1024));
  }
  times.sort((a, b) => a - b);
  return { median: Math.round(times[2]), worst: Math.round(times[4]), megabytes };
}

try {
  const first = await serve();
  row('serve, from nothing to ready', first.milliseconds, 5000, 'ms');
  await stopped(first.child);
  const second = await serve();
  row('serve, second start', second.milliseconds, 3000, 'ms');
  await new Promise(resolve => setTimeout(resolve, 5000));
  const pids = family(second.child.pid);
  row(`idle memory of all ${pids.length} processes`, memoryMegabytes(pids), 400, 'MB');
  await stopped(second.child);
  const check = coldCheck();
  const size = statSync(path.join(connector, 'apiDefinition.swagger.json')).size;
  row(`cold check, ${Math.round(size / 1024)} KB definition, median of 5`, check.median, 1500, 'ms');
  row('cold check, peak memory', check.megabytes, 250, 'MB');
  console.table(rows);
  process.exitCode = rows.every(entry => entry.met === 'yes') ? 0 : 1;
} finally {
  rmSync(dataDirectory, { recursive: true, force: true });
}
