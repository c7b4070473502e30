// The reports of a functional test: from `assay test`, and from the service for a submission.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { XMLValidator } from 'fast-xml-parser';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { functionalReport } from '../../src/api/schemas.js';
import type { Report } from '../../src/core/verdict.js';
import { claimAt, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { sampleKey, startLibrary } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { formOf } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

const program = join(process.cwd(), 'bin/assay.js');
const connector = 'examples/library/connector';
let library: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let evidence: string;

async function assay(...words: readonly string[]) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const out = await text(child.stdout);
  return { out, code: ((await ended) as [number | null])[0] };
}

beforeAll(async () => {
  [library, folder] = await Promise.all([startLibrary(), temporaryFolder('assay-reports-')]);
  evidence = join(folder.path, 'record.json');
});
afterAll(async () => {
  await library.stop();
  await folder.remove();
});

describe('the reports of assay test', () => {
  it('prints a page for people, and keeps the credential out of it', async () => {
    const connection = join(folder.path, 'connection.json');
    await writeFile(connection, JSON.stringify({ api_key: sampleKey }));
    const reach = ['--reach', `library.example.com=${library.url}`];

    const { out, code } = await assay(
      ...['test', connector, '--connection', connection, ...reach, '--evidence', evidence, '--format', 'html'],
    );

    expect(code).toBe(0);
    expect(out).toMatch(/^<!doctype html>\n/);
    expect(out).toContain('6 of 6');
    expect(out).toContain('https://library.example.com/v1/books');
    expect(out).not.toContain(sampleKey);
    expect(out).not.toContain('<script');
  }, 60_000);

  it('prints JUnit with a suite for each operation, and JSON with the report beside what check prints', async () => {
    const [junit, json] = [
      await assay('replay', evidence, connector, '--format', 'junit'),
      await assay('replay', evidence, connector, '--format', 'json'),
    ];

    expect(XMLValidator.validate(junit.out)).toBe(true);
    expect([...junit.out.matchAll(/<testsuite name="(\w+)"/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining(['ListBooks', 'CreateBook', 'GetBook', 'UpdateBook', 'DeleteBook', 'GetSummary']),
    );
    expect(JSON.parse(json.out)).toMatchObject({
      verdict: 'pass',
      functional: { kind: 'assay.functional-report', version: 1, totals: { operations: 6, tested: 6 } },
    });
  }, 60_000);
});

describe('the reports of the service', () => {
  let its: ApiWorld;
  let data: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    data = await temporaryFolder('assay-reports-data-');
    its = await createApiWorld({ ASSAY_DATA_DIR: data.path });
  }, 60_000);
  afterAll(async () => {
    await its.close();
    await data.remove();
  });

  /** A submission whose functional stage ended with this evidence. */
  async function tested(bytes: Uint8Array): Promise<string> {
    const digest = await new FileBlobs(join(data.path, 'blobs')).put(bytes);
    const body = formOf({ publisher: 'acme', connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens.acme, { method: 'POST', body });
    const { id } = (await answer.json()) as { id: string };
    const step = await claimAt(its.ledger, 'functional');
    expect(step.submissionId).toBe(id);
    const before = await its.service.ask(`/submissions/${id}/functional-report`, its.tokens.acme);
    expect([before.status, ((await before.json()) as { code: string }).code]).toEqual([
      404,
      'functional-report-not-found',
    ]);
    const report: Report = { checks: [{ id: 'a', state: 'ran' }], findings: [], evidence: [`sha256:${digest}`] };
    await end(its.ledger, step, { kind: 'checked', report });
    const next = await claimAt(its.ledger, 'preview');
    await end(its.ledger, next, outcomeOf(next));
    return id;
  }

  it('gives page, JUnit and JSON to those who may see the submission, and a page that may do nothing', async () => {
    const id = await tested(await readFile(evidence));
    const ask = (format: string, token: string | null = its.tokens.acme) =>
      its.service.ask(`/submissions/${id}/functional-report${format}`, token);

    const [page, junit, json, odd] = [
      await ask('?format=html'),
      await ask('?format=junit'),
      await ask(''),
      await ask('?format=pdf'),
    ];
    const [reviewer, stranger, nobody] = [
      await ask('', its.tokens.reviewer),
      await ask('', its.tokens.globex),
      await ask('', null),
    ];

    expect([page, junit, json, odd, reviewer, stranger, nobody].map(({ status }) => status)).toEqual([
      200, 200, 200, 400, 200, 404, 401,
    ]);
    expect([page, junit, json].map(({ headers }) => headers.get('content-type'))).toEqual([
      'text/html; charset=utf-8',
      'application/xml; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^sandbox; frame-ancestors 'none'; default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/,
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await page.text()).toContain('https://library.example.com/v1/books');
    expect(XMLValidator.validate(await junit.text())).toBe(true);
    expect(functionalReport.safeParse(await json.json()).error).toBeUndefined();
  }, 60_000);

  it('says so when another version of Assay tested', async () => {
    const id = await tested(Buffer.from('{"kind":"assay.functional-record","version":2}'));

    const answer = await its.service.ask(`/submissions/${id}/functional-report`, its.tokens.acme);

    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      409,
      'evidence-version-unknown',
    ]);
  }, 60_000);
});
