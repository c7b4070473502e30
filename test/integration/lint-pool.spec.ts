import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { definitionWith, filesOf, operationWith, packageWith } from '../../rulesets/examples.js';
import type { ExamplePackage } from '../../rulesets/examples.js';
import { LintPool } from '../../src/adapters/lint-pool/lint-pool.js';
import type { LintPoolOptions } from '../../src/adapters/lint-pool/lint-pool.js';
import type { PackageContent } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import { describeLinter } from '../../src/stages/lint/description.js';
import { createLinter } from '../../src/stages/lint/linter.js';
import { temporaryFolder } from '../support/temporary.js';

const builtWorker = new URL('../../dist/src/stages/lint/worker.js', import.meta.url);
const never = new AbortController().signal;
/** Milliseconds in which a thread has certainly started, on a busy machine as well. */
const patience = 60_000;
const described = describeLinter();
const terms = { profile: 'verified', published: null };

function contentOf(example: ExamplePackage): PackageContent {
  const { files, read } = filesOf(example);
  const sha256 = (path: string) =>
    createHash('sha256')
      .update(read(path) ?? '')
      .digest('hex');
  return { digest: 'sha256:0', files: files.map(file => ({ ...file, sha256: sha256(file.path) })), read };
}

const faultless = contentOf(packageWith({}));

describe('adapters/lint-pool', () => {
  const pools: LintPool[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  const poolOf = (options: Partial<LintPoolOptions> = {}) => {
    const pool = new LintPool({ worker: builtWorker, ...described, threads: 1, ...options });
    pools.push(pool);
    return pool;
  };
  /** A worker with this body in place of ours. */
  const workerOf = async (name: string, body: string) => {
    const path = join(folder.path, `${name}.mjs`);
    await writeFile(path, `export async function lintInThread() { ${body} }`);
    return pathToFileURL(path);
  };

  beforeAll(async () => {
    folder = await temporaryFolder('assay-lint-pool-');
  });
  afterAll(async () => {
    await Promise.all(pools.map(pool => pool.close()));
    await folder.remove();
  });

  it(
    'gives the same report as the linter in this process',
    async () => {
      const pool = poolOf({ threads: 2 });
      const alone = createLinter();
      const packages = [
        packageWith({}),
        packageWith({ 'apiDefinition.swagger.json': '{"swagger": "2.0",' }),
        packageWith({ 'apiProperties.json': null, 'icon.png': new Uint8Array(3) }),
        definitionWith({ host: '{{tenant}}/x', schemes: ['http'] }),
        operationWith({ summary: 'a/b', responses: {} }),
      ].map(contentOf);

      for (const profile of ['verified', 'independent'] as const) {
        const together = await Promise.all(
          packages.map(content => pool.lint(content, { profile, published: null }, never)),
        );

        for (const [position, content] of packages.entries()) {
          expect(together[position]).toEqual(await alone.lint(content, { profile, published: null }, never));
        }
      }
    },
    patience,
  );

  it(
    'takes bytes that are a part of a larger buffer, and leaves them as they were',
    async () => {
      const definition = Buffer.from(JSON.stringify({ swagger: '2.0', host: 'a/b' }));
      const before = Buffer.from(definition);

      const report = await poolOf().lint(
        contentOf(packageWith({ 'apiDefinition.swagger.json': definition })),
        terms,
        never,
      );

      expect(report.findings.some(finding => finding.rule === 'host-valid')).toBe(true);
      expect(definition.equals(before)).toBe(true);
    },
    patience,
  );

  it(
    'gives up on a package that takes too long, says that it was us, and judges the next one',
    async () => {
      const worker = await workerOf('endless', 'for (;;);');
      const pool = poolOf({ worker, limitMs: 300 });

      const report = await pool.lint(faultless, terms, never);

      expect(report.checks.map(check => check.id)).toEqual(described.checks.get('verified'));
      for (const check of report.checks) expect(check).toMatchObject({ state: 'not-run', fault: 'ours' });
      expect(report.checks[0]).toMatchObject({ reason: 'Judging the package took longer than 300 ms.' });
      expect(verdictOf(report)).toBe('inconclusive');
      await expect(pool.lint(faultless, { ...terms, profile: 'independent' }, never)).resolves.toMatchObject({
        findings: [],
      });
    },
    patience,
  );

  it(
    'A50: gives up on a package that takes too much memory, and this process goes on',
    async () => {
      const worker = await workerOf('greedy', 'const all = []; for (;;) all.push({ a: [all.length] });');

      const report = await poolOf({ worker, memoryMb: 24 }).lint(faultless, terms, never);

      expect(report.checks[0]).toMatchObject({
        state: 'not-run',
        reason: 'Judging the package took more memory than one may have.',
        fault: 'ours',
      });
      expect(verdictOf(report)).toBe('inconclusive');
    },
    patience,
  );

  it(
    'lets a bug in a worker be seen',
    async () => {
      const worker = await workerOf('broken', 'throw new TypeError("x is undefined");');

      await expect(poolOf({ worker }).lint(faultless, terms, never)).rejects.toThrow('x is undefined');
    },
    patience,
  );

  it(
    'stops at once when it is told to, waiting or running, and frees the thread',
    async () => {
      const worker = await workerOf('slow', 'await new Promise(done => setTimeout(done, 60_000));');
      const pool = poolOf({ worker, limitMs: 60_000 });
      const controller = new AbortController();
      const reason = new Error('the lease is lost');

      const running = pool.lint(faultless, terms, controller.signal);
      const waiting = pool.lint(faultless, terms, controller.signal);
      setTimeout(() => controller.abort(reason), 200);

      await expect(running).rejects.toBe(reason);
      await expect(waiting).rejects.toBe(reason);
      await expect(pool.lint(faultless, terms, AbortSignal.timeout(200))).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    },
    patience,
  );

  it(
    'A52: is no pass when a worker reports fewer checks than the profile has',
    async () => {
      const worker = await workerOf(
        'careless',
        'return { checks: [{ id: "a", state: "ran" }], findings: [], evidence: [] };',
      );
      const report = await poolOf({ worker, checks: new Map([['verified', ['a', 'b']]]) }).lint(
        faultless,
        terms,
        never,
      );

      expect(report.checks).toContainEqual({ id: 'b', state: 'not-run', reason: 'It gave no result.', fault: 'ours' });
      expect(verdictOf(report)).toBe('inconclusive');
    },
    patience,
  );

  it(
    'counts the time of a package from its turn on, not from when it joined the queue',
    async () => {
      const worker = await workerOf(
        'steady',
        'await new Promise(done => setTimeout(done, 300)); return { checks: [{ id: "a", state: "ran" }], findings: [], evidence: [] };',
      );
      const pool = poolOf({ worker, limitMs: 2_000, checks: new Map([['verified', ['a']]]) });

      const reports = await Promise.all(Array.from({ length: 10 }, () => pool.lint(faultless, terms, never)));

      expect(reports.every(report => verdictOf(report) === 'pass')).toBe(true);
    },
    patience,
  );

  it(
    'shows a worker nothing of this process’s environment',
    async () => {
      process.env.ASSAY_MASTER_KEY = 'a secret of this test';
      const worker = await workerOf('curious', 'throw new Error(JSON.stringify(process.env));');

      await expect(poolOf({ worker }).lint(faultless, terms, never)).rejects.toThrow(/^\{\}$/);

      delete process.env.ASSAY_MASTER_KEY;
    },
    patience,
  );

  it(
    'ends its threads when they have nothing to do',
    async () => {
      const worker = await workerOf(
        'idle',
        'globalThis.started ??= Math.random(); throw new Error(String(globalThis.started));',
      );
      const pool = poolOf({ worker, idleMs: 50 });
      const threadOf = async () => pool.lint(faultless, terms, never).catch(String);

      const first = await threadOf();
      await pause(1_000);

      expect(await threadOf()).not.toBe(first);
    },
    patience,
  );
});
