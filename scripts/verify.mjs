// Everything that has to hold, with one command and nothing prepared: `npm run verify`. Its last line says how many tests passed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run, runNpm } from './ensure.mjs';

const longestPhaseMs = 15 * 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'assay-verify-'));
/** As scripts/jest.mjs starts it. */
const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')];
const failures = [];
let passed = 0;
let failed = 0;

/** Runs one phase, shows its time, and counts what it gives: tests passed and failed. What it throws is one failure. */
async function phase(name, work) {
  const started = Date.now();
  console.log(`\n▸ ${name}`);
  const result = await work().catch(error => ({ passed: 0, failed: 1, why: error.message }));
  passed += result.passed;
  failed += result.failed;
  if (result.failed > 0) failures.push(`${name}: ${result.why ?? `${result.failed} failed`}`);
  const mark = result.failed > 0 ? '✗' : '✓';
  console.log(`${mark} ${name}, ${((Date.now() - started) / 1000).toFixed(1)} s${result.why ? `: ${result.why}` : ''}`);
  return result.failed === 0;
}

/** A phase that counts as one test: it passes when the program ends with 0. */
function check(start) {
  return async () => {
    const code = await start({ timeout: longestPhaseMs });
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, why: `ended with exit code ${code}` };
  };
}

/** An npm script of package.json, so that it is the same here as under a developer's hands. */
function script(name) {
  return check(options => runNpm(['run', '--silent', name], options));
}

/** A project of the test runner. Tests that did not run are failures: a suite that broke, a test that is skipped, no test at all. */
function tests(project) {
  return async () => {
    const report = join(scratch, `${project}.json`);
    // A test that leaves a connection open must not keep everything waiting; its result is known by then.
    const options = ['--selectProjects', project, '--ci', '--forceExit', '--json', `--outputFile=${report}`];
    // The report on stdout is left out; what jest tells people goes to stderr. Jest is our own child, so that it ends with its time.
    const quiet = { timeout: longestPhaseMs, stdio: ['ignore', 'ignore', 'inherit'] };
    const code = await run(process.execPath, [...jest, ...options], quiet);
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

/** A Redis for the integration tests: REDIS_URL, a redis-server on the PATH, or one that Debian's package manager installs for root. */
async function ensureRedis() {
  if (process.env.REDIS_URL || onPath('redis-server')) return;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log('Installing redis-server with apt-get …');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: longestPhaseMs,
    };
    const updated = await run('apt-get', ['update', '-qq'], options);
    const code = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options);
    if (code === 0 && onPath('redis-server')) return;
    throw new Error(`apt-get could not install redis-server (update ${updated}, install ${code}). ${whatToDo}`);
  }
  throw new Error(whatToDo);
}

const whatToDo =
  'The integration tests need Redis. Put a redis-server on the PATH (Debian: apt-get install redis-server), or set REDIS_URL to a Redis that may be used for tests.';

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)));
}

async function integration() {
  await ensureRedis();
  return tests('integration')();
}

console.log(`Verifying ${root} with Node ${process.version}`);
const installed = await phase('install', () => ensureInstalled().then(() => ({ passed: 0, failed: 0 })));
if (installed) {
  const built = await phase('build', () => ensureBuilt().then(() => ({ passed: 1, failed: 0 })));
  await phase('types', script('typecheck'));
  await phase('lint', script('lint'));
  await phase('format', script('format:check'));
  await phase('architecture', script('architecture'));
  const docs = join(root, 'scripts', 'docs.mjs');
  await phase(
    'docs',
    check(options => run(process.execPath, [docs, '--check'], options)),
  );
  await phase('unit tests', tests('unit'));
  const notBuilt = () => Promise.reject(new Error('not run, because the program does not compile'));
  await phase('integration tests', built ? integration : notBuilt);
}
rmSync(scratch, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nNot passed:\n${failures.map(line => `  ${line}`).join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
