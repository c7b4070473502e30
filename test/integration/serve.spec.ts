import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { formOf, runProgram, startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

jest.setTimeout(120_000);

/** What a failed start writes: what is wrong, where, and what to do, and nothing of the program's inside. */
const explanation = /^error: .+\n {2}.+\n {2}what to do: .+\n$/m;

/** Submits something that intake gives back, so that no other stage is needed, and waits until it has. */
async function submitNoZip(service: Service, token: string | null): Promise<{ state: string; next: string }> {
  await service.ask('/publishers', token, { json: { slug: 'acme', name: 'Acme', kind: 'verified' } });
  const body = formOf({ publisher: 'acme', connector: 'weather' }, Buffer.from('this is no zip'));
  const made = await service.ask('/submissions', token, { method: 'POST', body });
  const { id } = (await made.json()) as { id: string };
  for (let waited = 0; ; waited += 50) {
    const view = (await (await service.ask(`/submissions/${id}`, token)).json()) as { state: string; next: string };
    if (view.state !== 'running') return view;
    if (waited > 60_000) throw new Error(`Nothing came of it: ${JSON.stringify([view, service.log().slice(-20)])}`);
    await delay(50);
  }
}

describe('assay serve', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('makes one administrator, tells the token once, and runs all parts in one process', async () => {
    const folder = await temporaryFolder();
    const settings = { DATABASE_URL: database.url, ASSAY_DATA_DIR: join(folder.path, 'my data') };
    const service = await startService(settings);
    const me = await (await service.ask('/me', service.token)).json();
    const view = await submitNoZip(service, service.token);
    const first = await service.stop();
    const again = await startService(settings);
    const second = await again.stop();

    expect(me).toMatchObject({ account: { roles: ['administrator'] } });
    expect(view).toMatchObject({
      state: 'returned',
      next: expect.stringMatching(/^The submitter’s turn: .+ upload revision 2\.$/),
    });
    expect(first).toMatchObject({ code: 0, signal: null });
    expect(first.out).toContain(service.token);
    expect(first.err).not.toContain(service.token);
    expect(again.token).toBeNull();
    expect(second).toMatchObject({ code: 0 });
    expect((await stat(join(folder.path, 'my data', 'master.key'))).mode & 0o777).toBe(0o600);
    await folder.remove();
  });

  it('starts twice on one empty database at the same time', async () => {
    const fresh = await createTestDatabase();
    const services = await Promise.all([1, 2].map(() => startService({ DATABASE_URL: fresh.url, ASSAY_ROLE: 'api' })));

    expect(services.filter(({ token }) => token !== null)).toHaveLength(1);

    await Promise.all(services.map(service => service.stop()));
    await fresh.drop();
  });

  it('splits into API and workers by role', async () => {
    const api = await startService({ DATABASE_URL: database.url, ASSAY_ROLE: 'api' });
    const worker = await startService({ DATABASE_URL: database.url, ASSAY_ROLE: 'worker' });

    expect(worker.url).toBe('');
    expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
    expect((await worker.stop('SIGINT')).code).toBe(0);
    expect((await api.stop('SIGINT')).code).toBe(0);
  });

  it.each([
    ['over Redis', process.env.TEST_REDIS_URL ?? '', true],
    ['while Redis is away', 'redis://:hunter22@127.0.0.1:1', false],
  ])('moves a submission %s', async (_, redisUrl, connected) => {
    const fresh = await createTestDatabase();
    const settings = { DATABASE_URL: fresh.url, REDIS_URL: redisUrl };
    // The same stored bytes for both, as machines of one installation share them.
    const folder = await temporaryFolder();
    const shared = { ...settings, ASSAY_DATA_DIR: folder.path };
    const api = await startService({ ...shared, ASSAY_ROLE: 'api' });
    const worker = await startService({ ...shared, ASSAY_ROLE: 'worker' });
    const view = await submitNoZip(api, api.token);
    const ready = await fetch(`${api.url}/readyz`);
    const [stoppedWorker, stoppedApi] = await Promise.all([worker.stop(), api.stop()]);

    expect(view.state).toBe('returned');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ parts: { doorbell: { ok: connected, needed: false } } });
    expect([stoppedWorker.code, stoppedApi.code]).toEqual([0, 0]);
    expect(stoppedWorker.err + stoppedApi.err).not.toContain('hunter22');

    await fresh.drop();
    await folder.remove();
  });

  it('explains a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const ended = await runProgram(['serve'], {
      DATABASE_URL: database.url,
      ASSAY_PORT: String(port),
      ASSAY_ROLE: 'api',
      ASSAY_DATA_DIR: (await temporaryFolder()).path,
    });
    server.close();

    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(explanation);
    expect(ended.err).toContain(`Another program listens on 127.0.0.1:${port}`);
  });

  it.each([
    [
      'settings that are wrong, all at once',
      { ASSAY_PORT: 'x', ASSAY_ROLE: 'y' },
      /ASSAY_PORT must be .+ ASSAY_ROLE must be/,
    ],
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgres://u:hunter22@127.0.0.1:1/x' },
      /The database does not answer/,
    ],
    ['a data folder that cannot be', { ASSAY_DATA_DIR: '/dev/null/x' }, /\/dev\/null\/x: /],
    ['an address of another machine', { ASSAY_HOST: '192.0.2.1', ASSAY_ROLE: 'api', url: 'yes' }, /192\.0\.2\.1/],
    ['a repository of no known kind', { ASSAY_REPOSITORY: 'ext::sh -c x', url: 'yes' }, /helper program of git/],
    [
      'a repository that is not there',
      { ASSAY_REPOSITORY: '/nowhere/x.git', url: 'yes' },
      /could not find \/nowhere\/x\.git/,
    ],
  ])('explains %s', async (_, { url, ...settings }: Record<string, string>, words) => {
    const folder = await temporaryFolder();
    const base = { ASSAY_DATA_DIR: folder.path, ASSAY_PORT: '0', ...(url && { DATABASE_URL: database.url }) };
    const ended = await runProgram(['serve'], { ...base, ...settings });

    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(explanation);
    expect(ended.err).toMatch(words);
    expect(ended.err).not.toMatch(/hunter22|node_modules|\bat .+:\d+:\d+/);
    await folder.remove();
  });
});
