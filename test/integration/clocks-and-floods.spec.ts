import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import type { SubmissionView } from '../../src/api/view.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { startSampleApi } from '../support/sample-api.js';
import { formOf, startService } from '../support/service.js';
import type { Service, Settings } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

// Whole services on a machine that may be busy with other things.
jest.setTimeout(240_000);

const day = 86_400_000;
const library = fileURLToPath(new URL('../../examples/library/connector', import.meta.url));
const shiftedBy = (ms: number): Settings => ({
  NODE_OPTIONS: `--import=${new URL('../support/shifted-clock.mjs', import.meta.url).href}`,
  TEST_CLOCK_SHIFT_MS: String(ms),
});

async function submit(
  its: ApiWorld,
  publisher: 'acme' | 'globex',
  connector: string,
  more: Record<string, string> = {},
) {
  const body = formOf({ publisher, connector, ...more }, await packFolder(library));
  return its.service.ask('/submissions', its.tokens[publisher], { method: 'POST', body });
}

describe.each([
  ['a day ahead', day],
  ['a day behind', -day],
])('a worker and an API whose clock is %s', (_, shift) => {
  let its: ApiWorld;
  let worker: Service;
  let api: Awaited<ReturnType<typeof startSampleApi>>;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder('assay-clock-');
    const data = { ASSAY_DATA_DIR: folder.path };
    api = await startSampleApi();
    its = await createApiWorld({ ...shiftedBy(shift), ...data });
    worker = await startService({
      ...shiftedBy(shift),
      ...data,
      DATABASE_URL: its.database.url,
      ASSAY_ROLE: 'worker',
      ASSAY_EGRESS_ALLOW: `library.example.com=${api.url}`,
    });
  });
  afterAll(async () => {
    await worker?.stop();
    await its?.close();
    await api?.stop();
    await folder?.remove();
  });

  it('changes no lease, no promise, no age of evidence and no approval: the database’s clock counts', async () => {
    const connection = JSON.stringify({ api_key: api.key });
    const { id } = (await (await submit(its, 'acme', 'books', { connection })).json()) as SubmissionView;
    const leases: number[] = [];
    let state = 'running';
    while (state === 'running') {
      const { rows } = await its.database.query(
        `select extract(epoch from lease_until - now())::float8 as left from step where state = 'LEASED'`,
      );
      leases.push(...rows.map(row => Number(row.left)));
      ({ state } = await its.ledger.get(id));
      await delay(50);
    }

    const notes = (await its.ledger.timeline(id)).map(({ stage, verdict, note }) => ({ stage, verdict, note }));
    expect({ state, notes }).toEqual({ state: 'waiting', notes: expect.anything() });
    expect(leases.length).toBeGreaterThan(0);
    expect(Math.min(...leases)).toBeGreaterThan(0);
    expect(Math.max(...leases)).toBeLessThanOrEqual(600);
    const { rows } = await its.database.query(
      `select (select max(attempts) from step where submission_id = $1) as attempts,
              (select bool_and(queued_at <= started_at and started_at <= finished_at and finished_at <= now())
                 from step where submission_id = $1) as "inOrder",
              extract(epoch from g.evidence_until - now()) / 86400 as "evidenceDays",
              extract(epoch from q.due_at - now()) / 3600 as "promisedHours", g.promise_hours as "promise"
         from gate g join queue q on q.submission_id = g.submission_id where g.submission_id = $1`,
      [id],
    );
    const [facts] = rows;
    expect(facts).toMatchObject({ attempts: 1, inOrder: true });
    expect(Number(facts.evidenceDays)).toBeGreaterThan(29.9);
    expect(Number(facts.evidenceDays)).toBeLessThanOrEqual(30);
    expect(Number(facts.promisedHours)).toBeGreaterThan(Number(facts.promise) - 0.2);
    expect(Number(facts.promisedHours)).toBeLessThanOrEqual(Number(facts.promise));

    // Evidence that is good for an hour more, or was until an hour ago, by the clock that counts.
    for (const [hours, status] of [
      [-1, 409],
      [1, 200],
    ] as const) {
      await its.database.query('alter table gate disable trigger keep_gate');
      await its.database.query('update gate set evidence_until = now() + make_interval(hours => $1)', [hours]);
      await its.database.query('alter table gate enable trigger keep_gate');
      const { digest } = await its.ledger.get(id);
      const json = { kind: 'approve', digest, comment: '' };
      const answer = await its.service.ask(`/submissions/${id}/decisions`, its.tokens.reviewer, { json });
      expect({ hours, status: answer.status }).toEqual({ hours, status });
      if (status === 409) expect(await answer.json()).toMatchObject({ code: 'evidence-aged' });
    }
    const [approval] = await its.ledger.approvals(id);
    expect(Math.abs(Date.parse(approval?.at ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

describe('a flood of one publisher', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld({ ASSAY_ROLE: 'all' })));
  afterAll(() => its.close());

  it('of 1,000 submissions lets the first step of another publisher start within 10 s', async () => {
    // Most of the flood is there already, and as much as a client can send comes on top of it.
    await its.database.query(
      `with opened as (select n from generate_series(1, 1000) n), c as (
         insert into connector (publisher, slug) select 'acme', 'flood-' || n from opened),
       s as (insert into submission (id, publisher, connector, profile, stage, state, revision)
         select 'flood-' || n, 'acme', 'flood-' || n, 'verified', 'intake', 'running', 1 from opened),
       r as (insert into revision (submission_id, number, upload_sha256, upload_name, uploaded_by)
         select 'flood-' || n, 1, $1, 'a.zip', $2 from opened)
       insert into step (id, submission_id, revision, publisher, stage, round, input_digest, state)
         select gen_random_uuid(), 'flood-' || n, 1, 'acme', 'intake', 1, 'sha256:' || $1, 'READY' from opened`,
      [await uploaded(its), its.people.submitter],
    );
    let flooding = true;
    const flood = Array.from({ length: 20 }, async (_, client) => {
      for (let n = 0; flooding; n += 1) await submit(its, 'acme', `more-${client}-${n}`).then(answer => answer.text());
    });
    await until(async () => (await started(its, 'acme')) > 0);
    const asked = performance.now();
    const accepted = await submit(its, 'globex', 'quiet');
    const acceptedMs = performance.now() - asked;
    expect(accepted.status).toBe(202);
    await until(async () => (await started(its, 'globex')) > 0);
    flooding = false;
    const { rows } = await its.database.query(
      `select (select count(*) from step where publisher = 'acme' and finished_at is null)::int as due,
              (extract(epoch from started_at - queued_at) * 1000)::int as ms from step where publisher = 'globex' order by position limit 1`,
    );
    await Promise.allSettled(flood);
    const [{ due, ms }] = rows as [{ due: number; ms: number }];
    console.log(
      `behind ${due} steps of another publisher: the upload took ${Math.round(acceptedMs)} ms, the first step started ${ms} ms after it was accepted (promised: 10,000 ms)`,
    );

    expect(due).toBeGreaterThan(500);
    expect(ms).toBeLessThan(10_000);
  });
});

/** The SHA-256 of an upload that the service's store holds. */
async function uploaded(its: ApiWorld): Promise<string> {
  const { id } = (await (await submit(its, 'acme', 'first')).json()) as SubmissionView;
  const [revision] = await its.ledger.revisions(id);
  return revision?.uploadSha256 ?? '';
}

async function started(its: ApiWorld, publisher: string): Promise<number> {
  const { rows } = await its.database.query(
    'select count(*)::int as started from step where publisher = $1 and started_at is not null',
    [publisher],
  );
  return Number(rows[0].started);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}
