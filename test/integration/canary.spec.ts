import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import type { SubmissionView } from '../../src/api/view.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { monitorRedis } from '../support/redis-monitor.js';
import type { RedisMonitor } from '../support/redis-monitor.js';
import { startSampleApi } from '../support/sample-api.js';
import type { SampleApi } from '../support/sample-api.js';
import { formOf } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

/** A secret that no two of its forms look alike in, and that no other text of the test holds a part of. */
const canary = `can"ary /+&=%<${randomBytes(12).toString('hex')}>`;

/** Every form in which the secret would be found again. */
const forms: readonly string[] = [
  canary,
  JSON.stringify(canary).slice(1, -1),
  encodeURIComponent(canary),
  encodeURI(canary),
  encodeURIComponent(canary).replaceAll('%20', '+'),
  canary.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  Buffer.from(canary).toString('hex'),
  Buffer.from(canary).toString('hex').toUpperCase(),
  // Inside of something longer, base64 looks otherwise at each of three places.
  ...(['base64', 'base64url'] as const).flatMap(encoding =>
    ['', 'x', 'xx'].map(before =>
      Buffer.from(before + canary)
        .toString(encoding)
        .slice(before.length + 1, -3),
    ),
  ),
];

/** The forms that a text holds: none, if all is well. */
const leaksIn = (text: string) => forms.filter(form => text.includes(form));

/** How the API repeats the key of a call. */
type Echo = (key: string, response: ServerResponse, body: Buffer) => Buffer;

const inHead: Echo = (key, response, body) => {
  response.setHeader('X-Your-Key', key);
  response.setHeader('X-Encoded', Buffer.from(`user:${key}`).toString('base64'));
  response.setHeader('Set-Cookie', [
    `key=${encodeURIComponent(key)}; Path=/`,
    `hex=${Buffer.from(key).toString('hex')}`,
  ]);
  return body;
};
const inBody: Echo = (key, response, body) => {
  inHead(key, response, body);
  const value = JSON.parse(body.toString() || '{}') as object;
  const echoed = { plain: key, url: encodeURIComponent(key), hex: Buffer.from(key).toString('hex'), [key]: true };
  return Buffer.from(JSON.stringify({ ...value, echoed, basic: Buffer.from(`xx${key}`).toString('base64') }));
};

describe('a secret of a connection', () => {
  let library: SampleApi;
  let api: TestServer;
  let world: ApiWorld;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let echo: Echo = inHead;
  let calls = 0;
  let redis: RedisMonitor;

  beforeAll(async () => {
    redis = await monitorRedis(process.env.TEST_REDIS_URL ?? '');
    library = await startSampleApi();
    api = await startServer((request, response) => void forward(request, response));
    folder = await temporaryFolder();
    await promisify(execFile)('git', [
      'init',
      '--bare',
      '--initial-branch',
      'main',
      join(folder.path, 'published.git'),
    ]);
    world = await createApiWorld({
      ASSAY_ROLE: 'all',
      ASSAY_LOG_LEVEL: 'trace',
      ASSAY_DATA_DIR: join(folder.path, 'data'),
      ASSAY_REPOSITORY: join(folder.path, 'published.git'),
      ASSAY_EGRESS_ALLOW: `library.example.com=${api.url}`,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
    });
  }, 120_000);

  afterAll(async () => {
    redis?.close();
    await world?.close();
    await api?.stop();
    await library?.stop();
    await folder?.remove();
  }, 60_000);

  /** The API: the sample behind it, and the key of every call given back in all the ways that `echo` knows. */
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['x-api-key'] ?? '');
    const body: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) body.push(chunk);
    const { host: _, 'accept-encoding': __, ...headers } = request.headers;
    if (key === canary) calls += 1;
    const inner = http.request(library.url + (request.url ?? ''), {
      method: request.method,
      headers: { ...headers, ...(key === canary ? { 'x-api-key': library.key } : {}) },
    });
    inner.end(Buffer.concat(body));
    const [from] = (await once(inner, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const chunk of from as AsyncIterable<Buffer>) parts.push(chunk);
    response.statusCode = from.statusCode ?? 500;
    response.setHeader('Content-Type', from.headers['content-type'] ?? 'application/json');
    const answer = Buffer.concat(parts);
    response.end(answer.length === 0 ? inHead(key, response, answer) : echo(key, response, answer));
  }

  const ask = async <T>(path: string, token: string, options = {}): Promise<T> =>
    (await (await world.service.ask(path, token, options)).json()) as T;

  async function settled(id: string): Promise<SubmissionView> {
    for (const until = Date.now() + 90_000; Date.now() < until; await new Promise(done => setTimeout(done, 200))) {
      const view = await ask<SubmissionView>(`/submissions/${id}`, world.tokens.acme);
      if (view.state !== 'running') return view;
    }
    throw new Error('It did not settle.');
  }

  async function submitted(connector: string): Promise<SubmissionView> {
    const zip = await packFolder(fileURLToPath(new URL('../../examples/library/connector', import.meta.url)));
    const form = { publisher: 'acme', connector, connection: JSON.stringify({ api_key: canary }) };
    const { id } = await ask<SubmissionView>('/submissions', world.tokens.acme, {
      method: 'POST',
      body: formOf(form, zip),
    });
    return settled(id);
  }

  async function tables(): Promise<string> {
    const { rows } = await world.database.query(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const dumps = rows.map(async ({ name }) => {
      const dump = await world.database.query(`select t.*::text as row, row_to_json(t)::text as json from "${name}" t`);
      return dump.rows.map(({ row, json }) => `${row}\n${json}`).join('\n');
    });
    expect(rows.length).toBeGreaterThan(15);
    return (await Promise.all(dumps)).join('\n');
  }

  async function filesBelow(path: string): Promise<string> {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    return (await Promise.all(files.map(file => readFile(file, 'latin1')))).join('\n');
  }

  it('is found in every form by what looks for it here', () => {
    for (const before of ['', 'a', 'ab']) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        expect(leaksIn(Buffer.from(`${before}${canary}cd`).toString(encoding))).not.toEqual([]);
      }
    }
    for (const text of [`x${canary}y`, JSON.stringify({ a: canary }), encodeURIComponent(canary)]) {
      expect(leaksIn(text)).not.toEqual([]);
    }
  });

  it('A30, A31, A32: is nowhere afterwards, although the API repeats it in headers, cookies and bodies', async () => {
    const passed = await submitted('echo-in-head');
    expect(passed).toMatchObject({ state: 'waiting', stage: 'preview' });
    echo = inBody;
    const repeated = await submitted('echo-in-body');
    // The secret is in the vault, and an open submission keeps it there: sealed.
    const sealed = await world.database.query('select count(*)::int as n from credential where submission_id = $1', [
      passed.id,
    ]);
    expect(sealed.rows[0].n).toBe(1);
    const approval = { kind: 'approve', digest: passed.digest, comment: '' };
    await ask(`/submissions/${passed.id}/decisions`, world.tokens.reviewer, { json: approval });
    const published = await settled(passed.id);
    await ask(`/submissions/${repeated.id}/withdraw`, world.tokens.acme, { method: 'POST' });

    expect(published.state).toBe('public');
    expect(calls).toBeGreaterThan(10);
    const warned = repeated.timeline.flatMap(({ report }) => report?.findings ?? []).map(({ rule }) => rule);
    expect(warned).toContain('functional-credential-repeated');

    const evidence = [published, repeated].flatMap(({ timeline }) =>
      timeline.flatMap(({ report }) => report?.evidence ?? []),
    );
    const blobs = await filesBelow(join(folder.path, 'data', 'blobs'));
    expect(evidence.length).toBeGreaterThan(1);
    const log =
      JSON.stringify(world.service.log()) +
      world.service
        .log()
        .map(line => JSON.stringify(line))
        .join('\n');
    expect(log).toContain('Stage ended');
    const repository = join(folder.path, 'published.git');
    const objects = await promisify(execFile)(
      'git',
      ['--git-dir', repository, 'cat-file', '--batch-all-objects', '--batch'],
      {
        encoding: 'latin1',
        maxBuffer: 100_000_000,
      },
    );
    expect(objects.stdout).toContain('apiDefinition.swagger.json');
    expect(redis.told()).toContain('assay:steps:');

    const places = {
      tables: await tables(),
      log,
      reports: JSON.stringify([passed, repeated, published]),
      evidence: blobs,
      files: await filesBelow(join(folder.path, 'data')),
      redis: redis.told(),
      repository: objects.stdout,
    };
    const leaks = Object.entries(places).map(([place, text]) => [place, leaksIn(text)]);
    expect(Object.fromEntries(leaks)).toEqual(Object.fromEntries(Object.keys(places).map(place => [place, []])));
    // What was looked through is what would hold it.
    expect(blobs).toContain('[redacted]');
    const left = await world.database.query('select count(*)::int as n from credential');
    expect(left.rows[0].n).toBe(0);
  }, 240_000);
});
