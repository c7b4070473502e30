import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import {
  childEntry,
  childProcesses,
  contentOf,
  examplePackage,
  readProc,
  runStage,
  sampleKey,
  startLibrary,
  startServer,
  until,
} from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

const text = (files: ReturnType<typeof examplePackage>, name: string) => Buffer.from(files.read(name) ?? '').toString();

/** The sample connector with some text of its definition replaced. */
function changed(from: string, to: string) {
  const sample = examplePackage('library/connector');
  const definition = text(sample, packageFileNames.definition);
  if (!definition.includes(from)) throw new Error(`The sample's definition has no ${from}.`);
  return contentOf(
    new Map([
      [packageFileNames.definition, definition.replaceAll(from, to)],
      [packageFileNames.properties, text(sample, packageFileNames.properties)],
    ]),
  );
}

const leftovers = () => readdirSync(tmpdir()).filter(name => name.startsWith(`assay-run-${process.pid}-`));

/** Tells this file's children from those of others. */
const memoryMb = 251;

describe('the functional stage', () => {
  const newman = createNewman({ childEntry, memoryMb, idleSeconds: 30 });
  let library: TestServer;
  let before: string[];

  beforeAll(async () => {
    before = leftovers();
    library = await startLibrary();
  });

  afterAll(async () => {
    await newman.close();
    await library.stop();
    await until(() => childProcesses(memoryMb).length === 0);
    expect(leftovers().filter(name => !before.includes(name))).toEqual([]);
  }, 30_000);

  it('passes the sample connector: every operation was called and answered as declared', async () => {
    newman.warm();

    const { report, evidence } = await runStage(examplePackage('library/connector'), { newman, origin: library.url });

    expect(report.findings.map(({ rule }) => rule)).toEqual(['functional-suite-strength']);
    expect(report.checks.every(({ state }) => state === 'ran')).toBe(true);
    expect(report.checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'functional/@connection',
        ...['CreateBook', 'ListBooks', 'GetSummary', 'GetBook', 'UpdateBook', 'DeleteBook'].flatMap(name => [
          `functional/${name}`,
          `functional/${name}/no-credential`,
        ]),
        'functional/CreateBook/required-missing',
        'functional/CreateBook/wrong-type',
        'functional/GetBook/unknown-id',
        'functional/DeleteBook/unknown-id',
      ]),
    );
    expect(verdictOf(report)).toBe('pass');
    const record = JSON.parse(evidence);
    expect(record.version).toBe(3);
    expect(record.runs.map(({ name }: { name: string }) => name)).toEqual(['main', 'closing']);
    const succeeding = new Set(
      record.planned.flatMap(({ case: id, kind }: { case: string; kind: string }) => (kind === 'success' ? [id] : [])),
    );
    const exchanges = record.exchanges.filter(({ caseId }: { caseId: string }) => succeeding.has(caseId));
    expect(exchanges.map(({ result }: { result: { status: number } }) => result.status)).toEqual([
      201, 200, 200, 200, 200, 204,
    ]);
    expect(record.strength.share).toBeGreaterThan(0.9);
    expect(record.strength.judged).toBe(record.strength.noticed + record.strength.survivors.length);
    const createBook = record.coverage.operations.find(
      ({ operationId }: { operationId: string }) => operationId === 'CreateBook',
    );
    expect(createBook).toMatchObject({ documented: ['201', '400', '401'], unseen: [], untested: [] });
    expect(createBook.seen).toContainEqual({ status: 401, signedIn: false, times: 1, declared: true });
    expect(record.chains).toEqual([
      { creates: 'CreateBook', uses: ['GetBook', 'UpdateBook', 'DeleteBook'], removes: 'DeleteBook' },
    ]);
    expect(record.leftovers).toEqual([]);
    expect(exchanges[0]).toMatchObject({
      route: 'declared',
      connectedTo: library.url,
      request: { method: 'POST', url: 'https://library.example.com/v1/books' },
    });
  }, 60_000);

  it('passes the second sample as well: its operations take ids from one another', async () => {
    const { report } = await runStage(examplePackage('loans/connector-2'), { newman, origin: library.url });

    // Nothing of this connector removes a loan: that is told, and does not block.
    expect(report.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['functional-suite-strength', 'info'],
      ['functional-not-cleaned-up', 'info'],
    ]);
    expect(verdictOf(report)).toBe('pass');
  }, 60_000);

  it('finds a wrong credential, calls nothing else, and keeps it, like every credential, out of all that is left', async () => {
    const wrong = 'wrong-k3y/with+signs="x"';

    const { report, evidence } = await runStage(examplePackage('library/connector'), {
      newman,
      origin: library.url,
      connection: { api_key: wrong },
    });

    expect(verdictOf(report)).toBe('fail');
    expect(report.findings.map(({ rule, line }) => [rule, typeof line])).toEqual([['functional-connection', 'number']]);
    expect(report.findings[0]?.message).toContain('Sign-in does not work');
    expect(JSON.parse(evidence).exchanges).toHaveLength(1);
    expect(report.findings[0]?.fix).toContain('Check the credential');
    for (const kept of [evidence, JSON.stringify(report)]) {
      expect(kept).not.toContain(wrong);
      expect(kept).not.toContain(JSON.stringify(wrong).slice(1, -1));
      expect(kept).not.toContain(encodeURIComponent(wrong));
    }
  }, 60_000);

  it('cannot say anything while the API is down', async () => {
    const gone = await startServer(() => undefined);
    await gone.stop();

    const { report } = await runStage(examplePackage('library/connector'), { newman, origin: gone.url });

    expect(verdictOf(report)).toBe('inconclusive');
    expect(report.findings).toEqual([]);
    expect(report.checks.every(check => check.state === 'not-run' && check.fault === 'upstream')).toBe(true);
  }, 60_000);

  it('reports an answer that differs from its schema, with the place in the definition', async () => {
    const content = changed(
      '"available": {\n          "type": "boolean"',
      '"available": {\n          "type": "integer"',
    );

    const { report } = await runStage(content, { newman, origin: library.url });

    expect(verdictOf(report)).toBe('fail');
    const finding = report.findings.find(({ message }) => message.startsWith('GetBook'));
    expect(finding).toMatchObject({
      rule: 'functional-response-matches-schema',
      file: packageFileNames.definition,
      pointer: '/paths/~1books~1{bookId}/get/responses/200',
      blocks: true,
    });
    expect(finding?.message).toContain('at /available: must be integer');
    const lines = text(content, packageFileNames.definition).split('\n');
    expect(lines[(finding?.line ?? 0) - 1]).toContain('"200"');
  }, 60_000);

  it('holds what an API repeats of the credential back from the record and from the child', async () => {
    const echo = await startServer((request, response) => {
      const key = String(request.headers['x-api-key']);
      response.writeHead(200, { 'content-type': 'application/json', 'x-echo': key, 'set-cookie': `k=${key}` });
      response.end(
        JSON.stringify({
          books: 1,
          loans: 0,
          key,
          basic: Buffer.from(`a:${key}`).toString('base64'),
          hex: Buffer.from(key).toString('hex'),
        }),
      );
    });
    try {
      const { report, evidence } = await runStage(changed('"/books', '"/summary/books'), { newman, origin: echo.url });

      expect(report.findings.map(({ rule }) => rule)).toContain('functional-credential-repeated');
      for (const form of [
        sampleKey,
        Buffer.from(sampleKey).toString('hex'),
        Buffer.from(`a:${sampleKey}`).toString('base64').slice(4, -4),
      ]) {
        expect(evidence).not.toContain(form);
        expect(JSON.stringify(report)).not.toContain(form);
      }
    } finally {
      await echo.stop();
    }
  }, 60_000);

  it('gives the child neither environment nor credential, and blames ourselves when it is killed', async () => {
    const seen: string[] = [];
    const environments: string[] = [];
    const hanging = await startServer(() => {
      // The child waits for this answer. It is looked at, then killed.
      for (const pid of childProcesses(memoryMb)) {
        seen.push(readProc(pid, 'cmdline'));
        environments.push(readProc(pid, 'environ'));
        process.kill(pid, 'SIGKILL');
      }
    });
    try {
      const { report, evidence } = await runStage(examplePackage('library/connector'), { newman, origin: hanging.url });

      expect(seen.length).toBeGreaterThan(0);
      expect(seen.join()).not.toContain(sampleKey);
      expect(environments.join('')).toBe('');
      expect(seen.join()).not.toMatch(/HOME=|DATABASE_URL|ASSAY_/);
      expect(verdictOf(report)).toBe('inconclusive');
      expect(report.checks.some(check => check.state === 'not-run' && check.fault === 'ours')).toBe(true);
      expect(JSON.parse(evidence).runs[0].summary.end).toBe('died');
      expect(childProcesses(memoryMb)).toEqual([]);
    } finally {
      await hanging.stop();
    }
  }, 60_000);

  it('kills a run that takes too long, and says so', async () => {
    const hanging = await startServer(() => undefined);
    try {
      const { report, evidence } = await runStage(examplePackage('library/connector'), {
        newman,
        origin: hanging.url,
        limits: { run: { totalMs: 1_500, requestMs: 60_000, scriptMs: 1_000 } },
      });

      expect(verdictOf(report)).toBe('inconclusive');
      expect(JSON.parse(evidence).runs[0].summary.end).not.toBe('died');
      expect(childProcesses(memoryMb)).toEqual([]);
    } finally {
      await hanging.stop();
    }
  }, 60_000);

  it('stops at once when the work is taken from it', async () => {
    const stopping = new AbortController();
    const hanging = await startServer(() => stopping.abort(new Error('the lease is lost')));
    try {
      const run = runStage(examplePackage('library/connector'), {
        newman,
        origin: hanging.url,
        signal: stopping.signal,
      });

      await expect(run).rejects.toThrow('the lease is lost');
      expect(childProcesses(memoryMb)).toEqual([]);
    } finally {
      await hanging.stop();
    }
  }, 60_000);

  it('asks for the credential before anything is called', async () => {
    const run = runStage(examplePackage('library/connector'), { newman, origin: library.url, connection: {} });

    await expect(run).rejects.toMatchObject({ code: 'connection-parameter-missing', context: { name: 'api_key' } });
  });

  it('does not reach a private address that nobody allowed, and lets the author know', async () => {
    const content = changed('"host": "library.example.com"', '"host": "127.0.0.1:8080"');

    const { report } = await runStage(content, { newman, origin: library.url });

    expect(verdictOf(report)).toBe('fail');
    expect(report.findings[0]).toMatchObject({ rule: 'functional-host-reachable', blocks: true });
  }, 60_000);
});
