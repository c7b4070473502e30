import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import { stageNames } from '../../src/core/stage-names.js';
import type { StageName } from '../../src/core/stage-names.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { startSampleApi } from '../support/sample-api.js';
import type { SampleApi } from '../support/sample-api.js';
import { formOf, startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

const connector = fileURLToPath(new URL('../../examples/library/connector', import.meta.url));

// Where in a stage the worker dies: as soon as it holds the step, or when all its work is done and only the saving is left.
const moments = ['holding the step', 'about to save'] as const;

interface View {
  readonly id: string;
  readonly stage: StageName;
  readonly state: string;
  readonly digest: string;
  readonly timeline: { stage: StageName; state: string; attempts: number }[];
}

describe('a worker that is killed', () => {
  let world: ApiWorld;
  let api: SampleApi;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let settings: Record<string, string>;
  // Always two, so that one is there to take over at once; a killed one is replaced.
  const workers = new Map<number, Service>();

  beforeAll(async () => {
    api = await startSampleApi();
    folder = await temporaryFolder();
    settings = {
      ASSAY_DATA_DIR: `${folder.path}/data`,
      ASSAY_EGRESS_ALLOW: `library.example.com=${api.url}`,
      ASSAY_LEASE_SECONDS: '3',
      // One step at a time is all that a submission needs; a second thread would load the rules for nothing, in every new worker.
      ASSAY_WORKERS: '1',
    };
    world = await createApiWorld(settings);
    // Holds the saving of one stage's first attempt up, for long enough to be killed in it.
    await world.database.query(`
      create table slow_to_save (stage text);
      create function hold_up() returns trigger language plpgsql as $$
      begin
        if new.state = 'DONE' and old.state = 'LEASED' and old.attempts = 1
           and exists (select from slow_to_save where stage = new.stage) then
          perform pg_sleep(1.5);
        end if;
        return new;
      end $$;
      create trigger hold_up before update on step for each row execute function hold_up();`);
  }, 120_000);

  afterAll(async () => {
    for (const worker of workers.values()) await worker.stop('SIGKILL');
    await world.close();
    await api.stop();
    await folder.remove();
  }, 60_000);

  const startWorker = async () => {
    const worker = await startService({ ...settings, DATABASE_URL: world.database.url, ASSAY_ROLE: 'worker' });
    workers.set(worker.pid, worker);
  };

  const view = async (id: string): Promise<View> =>
    (await (await world.service.ask(`/submissions/${id}`, world.tokens.reviewer)).json()) as View;

  const until = async <Value>(
    what: string,
    look: () => Promise<Value | null | false>,
    everyMs = 200,
  ): Promise<Value> => {
    for (const end = Date.now() + 45_000; Date.now() < end; await delay(everyMs)) {
      const seen = await look();
      if (seen !== null && seen !== false) return seen;
    }
    throw new Error(`${what} did not happen within 45 s`);
  };

  /** The sample connector under a title of its own: no two public connectors have the same. */
  const uploadFor = async (slug: string): Promise<Uint8Array> => {
    const copy = `${folder.path}/${slug}`;
    await cp(connector, copy, { recursive: true });
    const path = `${copy}/apiDefinition.swagger.json`;
    const definition = JSON.parse(await readFile(path, 'utf8')) as { info: object };
    await writeFile(path, JSON.stringify({ ...definition, info: { ...definition.info, title: `Copy ${slug}` } }));
    return packFolder(copy);
  };

  const submit = async (slug: string): Promise<View> => {
    const upload = await uploadFor(slug);
    const form = formOf(
      { publisher: 'acme', connector: slug, connection: JSON.stringify({ api_key: api.key }) },
      upload,
    );
    const answer = await world.service.ask('/submissions', world.tokens.acme, { method: 'POST', body: form });
    expect(answer.status).toBe(202);
    return (await answer.json()) as View;
  };

  const approve = async ({ id, digest }: View) => {
    const json = { kind: 'approve', digest, comment: 'Works for me.' };
    const answer = await world.service.ask(`/submissions/${id}/decisions`, world.tokens.reviewer, { json });
    expect(answer.status).toBe(200);
  };

  const waiting = (id: string) =>
    until('waiting for a reviewer', async () => {
      const now = await view(id);
      if (['stopped', 'returned', 'rejected'].includes(now.state)) throw new Error(JSON.stringify(now, null, 1));
      return now.state === 'waiting' && now;
    });

  it.each(stageNames.flatMap(stage => moments.map(moment => [stage, moment] as const)))(
    'in %s while %s delays the submission and loses nothing',
    async (stage, moment) => {
      const slug = `${stage}-${moment.split(' ')[0] ?? ''}`;
      await world.database.query('delete from slow_to_save');
      if (stage !== 'publish') await world.database.query('insert into slow_to_save values ($1)', [stage]);
      while (workers.size < 2) await startWorker();
      const submission = await submit(slug);
      if (stage === 'publish') {
        const ready = await waiting(submission.id);
        await world.database.query('insert into slow_to_save values ($1)', [stage]);
        await approve(ready);
      }

      const holds = async () => {
        const { rows } = await world.database.query(
          `select s.worker, exists (select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()) as saving
           from step s where s.submission_id = $1 and s.stage = $2 and s.state = 'LEASED'`,
          [submission.id, stage],
        );
        const step = rows[0] as { worker: string; saving: boolean } | undefined;
        return step !== undefined && (moment === 'holding the step' || step.saving) && step.worker;
      };
      const holder = await until(`a worker ${moment}`, holds, 15);
      const victim = [...workers.values()].find(({ pid }) => holder.includes(`-${pid}-`));
      await victim?.stop('SIGKILL');
      workers.delete(victim?.pid ?? 0);
      if (stage !== 'publish') await approve(await waiting(submission.id));

      const end = await until('public', async () => {
        const now = await view(submission.id);
        if (['stopped', 'returned', 'rejected'].includes(now.state)) throw new Error(JSON.stringify(now, null, 1));
        return now.state === 'public' && now;
      });
      const attempts = end.timeline.filter(entry => entry.stage === stage).map(entry => entry.attempts);
      expect(attempts).toEqual([2]);
      expect(end.timeline.map(entry => entry.stage)).toEqual([...stageNames]);
      expect(commitsOf(slug)).toHaveLength(1);
    },
    90_000,
  );

  it('left an audit chain that is whole, and every step ended', async () => {
    const { rows } = await world.database.query(
      `select count(*)::int as open from step where state in ('READY', 'LEASED')`,
    );

    expect(rows).toEqual([{ open: 0 }]);
    expect(await verifyAudit(world.database.dataSource)).toBeNull();
  });

  /** Commits on the main branch that touch the connector's folder, merges aside. */
  function commitsOf(slug: string): string[] {
    const repository = `${folder.path}/data/repository.git`;
    const folderOf = `certified-connectors/acme/${slug}`;
    const args = ['--git-dir', repository, 'log', '--no-merges', '--format=%H', 'main', '--', folderOf];
    return execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  }
});
