// Everything that has to hold, with one command and nothing prepared: `npm run verify`. Its last line says how many tests passed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run, runNpm } from './ensure.mjs';

const longestPhaseMs = 20 * 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'assay-verify-'));
/** As scripts/jest.mjs starts it. */
const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')];
/** A worker of the test runner that has grown past this is replaced between two suites. */
const workerMemory = '--workerIdleMemoryLimit=1500MB';
const failures = [];
let passed = 0;
let failed = 0;

/**
 * Runs one phase, shows its time, and counts what it gives: tests passed and failed. What it throws is one failure. Phases run side
 * by side, so that what a phase prints is shown as one piece when it has ended, unless it is `live`.
 */
async function phase(name, work, { live = false } = {}) {
  const started = Date.now();
  const printed = [];
  if (live) console.log(`\n▸ ${name}`);
  const result = await work(live ? null : printed).catch(error => ({ passed: 0, failed: 1, why: error.message }));
  if (!live) process.stdout.write(`\n▸ ${name}\n${Buffer.concat(printed)}`);
  passed += result.passed;
  failed += result.failed;
  if (result.failed > 0) failures.push(`${name}: ${result.why ?? `${result.failed} failed`}`);
  const mark = result.failed > 0 ? '✗' : '✓';
  console.log(`${mark} ${name}, ${((Date.now() - started) / 1000).toFixed(1)} s${result.why ? `: ${result.why}` : ''}`);
  return result.failed === 0;
}

/** How a phase's program is started: with a limit of time, its output kept for the phase to show, or shown as it comes. */
function startedFor(printed) {
  return { timeout: longestPhaseMs, ...(printed && { keep: printed }) };
}

/** A phase that counts as one test: it passes when the program ends with 0. */
function check(start) {
  return async printed => {
    const code = await start(startedFor(printed));
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, why: `ended with exit code ${code}` };
  };
}

/** An npm script of package.json, so that it is the same here as under a developer's hands. */
function script(name) {
  return check(options => runNpm(['run', '--silent', name], options));
}

/** A project of the test runner. Tests that did not run are failures: a suite that broke, a test that is skipped, no test at all. */
function tests(project, workers) {
  return async printed => {
    const report = join(scratch, `${project}.json`);
    // A test that leaves a connection open must not keep everything waiting; its result is known by then.
    const options = ['--selectProjects', project, `--maxWorkers=${workers}`, workerMemory, '--ci', '--forceExit'];
    // The report on stdout is left out; what jest tells people goes to stderr. Jest is our own child, so that it ends with its time.
    const quiet = { ...startedFor(printed), stdio: ['ignore', 'ignore', printed ? 'pipe' : 'inherit'] };
    const code = await run(process.execPath, [...jest, ...options, '--json', `--outputFile=${report}`], quiet);
    if (!existsSync(report))
      return {
        passed: 0,
        failed: 1,
        why: `no result (exit code ${code}); it may take ${longestPhaseMs / 60_000} minutes`,
      };
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    const skipped = counts.numPendingTests + counts.numTodoTests;
    const broken = counts.numFailedTests + counts.numRuntimeErrorTestSuites + skipped;
    if (broken > 0) {
      const why = `${counts.numFailedTests} failed, ${counts.numRuntimeErrorTestSuites} suites did not run, ${skipped} skipped`;
      return { passed: counts.numPassedTests, failed: broken, why };
    }
    if (counts.numPassedTests === 0) return { passed: 0, failed: 1, why: 'no test ran' };
    return {
      passed: counts.numPassedTests,
      failed: code === 0 ? 0 : 1,
      why: code === 0 ? undefined : `exit code ${code}`,
    };
  };
}

/** Programs that the integration tests start, with the packages of Debian that bring them: a Redis, two APIs that others wrote, a sandbox. */
const servers = [
  ...(process.env.REDIS_URL ? [] : [['redis-server', 'redis-server']]),
  ['prometheus-alertmanager', 'prometheus-alertmanager'],
  ['pdns_server', 'pdns-server', 'pdns-backend-sqlite3'],
  ['sqlite3', 'sqlite3'],
  ['bwrap', 'bubblewrap'],
];

/** The servers that the integration tests need: on the PATH, or installed for root by Debian's package manager. */
async function ensureServers() {
  const missing = servers.filter(([program]) => !onPath(program));
  if (missing.length === 0) return;
  const packages = missing.flatMap(([, ...names]) => names);
  const whatToDo = `The integration tests need ${missing.map(([program]) => program).join(', ')}. Put them on the PATH (Debian: apt-get install ${packages.join(' ')}); for Redis, REDIS_URL may name one that may be used for tests.`;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log(`Installing ${packages.join(', ')} with apt-get …`);
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: longestPhaseMs,
    };
    const updated = await run('apt-get', ['update', '-qq'], options);
    const code = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
    if (code === 0 && missing.every(([program]) => onPath(program))) return;
    throw new Error(`apt-get could not install them (update ${updated}, install ${code}). ${whatToDo}`);
  }
  throw new Error(whatToDo);
}

function onPath(program) {
  // Servers of the system often lie where only root's PATH leads.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return folders.some(folder => existsSync(join(folder, program)));
}

const notBuilt = () => Promise.reject(new Error('not run, because the program does not compile'));

/** What needs nothing but the sources, one after the other; then the reference pages, which need the built program. */
async function sources(building) {
  await phase('types', script('typecheck'));
  await phase('lint', script('lint'));
  await phase('format', script('format:check'));
  await phase('architecture', script('architecture'));
  const docs = check(options => run(process.execPath, [join(root, 'scripts', 'docs.mjs'), '--check'], options));
  await phase('docs', (await building) ? docs : notBuilt);
  await phase('unit tests', tests('unit', 1));
}

/** The tests on the real thing. They wait much of their time, so that three at once keep two cores busy, the sources beside them. */
async function integration(building, installing) {
  const run = async printed => {
    await installing;
    return tests('integration', 3)(printed);
  };
  await phase('integration tests', (await building) ? run : notBuilt, { live: true });
}

console.log(`Verifying ${root} with Node ${process.version}`);
const installing = ensureServers();
installing.catch(() => undefined); // told by the phase that needs it
const installed = await phase('install', () => ensureInstalled().then(() => ({ passed: 0, failed: 0 })), {
  live: true,
});
if (installed) {
  // The phase `types` checks the types of all that is built here, and of the tests.
  const building = phase('build', () => ensureBuilt({ types: false }).then(() => ({ passed: 1, failed: 0 })), {
    live: true,
  });
  await Promise.all([sources(building), integration(building, installing)]);
}
await installing.catch(() => undefined);
rmSync(scratch, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nNot passed:\n${failures.map(line => `  ${line}`).join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
