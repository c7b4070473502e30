import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { NotifyDoorbell } from '../../src/adapters/queue/notify-doorbell.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { Doorbell } from '../../src/core/ports/doorbell.js';
import type { ClaimedStep } from '../../src/core/ports/ledger.js';
import type { Stage } from '../../src/core/stage.js';
import { withdraw } from '../../src/core/submission.js';
import { Problem } from '../../src/core/problems.js';
import { stageNames } from '../../src/core/stage-names.js';
import type { StageName } from '../../src/core/stage-names.js';
import { runStep } from '../../src/pipeline/run-step.js';
import { createWorker } from '../../src/worker/worker.js';
import type { Worker } from '../../src/worker/worker.js';
import { startBullBell } from '../support/bull-bell.js';
import { passing } from '../support/claimed-step.js';
import { keptLog } from '../support/kept-log.js';
import { startRedis } from '../support/redis.mjs';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';
import { gateWith } from '../support/review.js';

jest.setTimeout(60_000);

describe('worker', () => {
  const log = keptLog();
  let world: World;
  let workers: Worker[] = [];
  let bells: Doorbell[] = [];
  const ids: string[] = [];
  let opened = 0;

  beforeAll(async () => (world = await createWorld()));
  afterEach(async () => {
    await Promise.all(workers.map(worker => worker.stop(0)));
    await Promise.all(bells.map(bell => bell.close()));
    workers = [];
    bells = [];
    for (const id of ids.splice(0)) await withdrawn(id);
  });
  afterAll(() => world.database.close());

  const open = async () => {
    opened += 1;
    const { id } = await world.ledger.open({
      id: crypto.randomUUID(),
      publisher: 'acme',
      connector: `connector-${opened}`,
      profile: 'verified',
      uploadSha256: 'a'.repeat(64),
      uploadName: 'connector.zip',
      by: world.people.submitter,
    });
    ids.push(id);
    return id;
  };
  /** Leaves no work behind for the next test. */
  const withdrawn = async (id: string) => {
    const details = {
      actor: world.people.submitter,
      action: 'submission.withdrawn',
      details: {},
      upload: null,
      decision: null,
    };
    await world.ledger.change(id, current => ({ to: withdraw(current), ...details })).catch(() => undefined); // some are stopped
  };
  const stateOf = async (id: string) => (await world.ledger.get(id)).state;
  const stepOf = async (id: string) => (await world.ledger.timeline(id)).at(-1);

  const start = async (
    run: (step: ClaimedStep, signal: AbortSignal) => Promise<void>,
    {
      doorbell,
      concurrency = 1,
      leaseSeconds = 30,
    }: { doorbell?: Doorbell; concurrency?: number; leaseSeconds?: number } = {},
  ) => {
    const bell = doorbell ?? new NotifyDoorbell({ url: world.database.url, log });
    if (!doorbell) bells.push(bell);
    const worker = createWorker({
      ledger: world.ledger,
      doorbell: bell,
      run,
      concurrency,
      leaseSeconds,
      pollSeconds: 0.3,
      log,
    });
    workers.push(worker);
    await worker.start();
    return worker;
  };

  /** The kernel with stages that all do the same, up to the gate. */
  const kernel = (check: () => Promise<Outcome>) => {
    const gate = () => Promise.resolve<Outcome>({ kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith() });
    const stage = (name: StageName): Stage => ({
      name,
      kind: 'check',
      offline: true,
      run: name === 'preview' ? gate : check,
    });
    const stages = Object.fromEntries(stageNames.map(name => [name, stage(name)])) as Record<StageName, Stage>;
    const parts = { stages, ledger: world.ledger, blobs: new MemoryBlobs(), log };
    return (step: ClaimedStep, signal: AbortSignal) => runStep(step, parts, signal);
  };
  const passAfter = (milliseconds: number) => () =>
    delay(milliseconds).then((): Outcome => ({ kind: 'checked', report: passing }));

  it('takes a submission through its checks to the gate', async () => {
    await start(kernel(passAfter(0)));

    const id = await open();

    await until(async () => (await stateOf(id)) === 'waiting');
    expect((await world.ledger.timeline(id)).map(entry => entry.stage)).toEqual(stageNames.slice(0, 5));
  });

  it('keeps a step that takes longer than its lease, in its first attempt', async () => {
    const id = await open();
    await start(kernel(passAfter(2_500)), { leaseSeconds: 1 });
    await start(kernel(passAfter(2_500)), { leaseSeconds: 1 });

    await until(async () => (await world.ledger.timeline(id)).length > 1);

    expect((await world.ledger.timeline(id))[0]).toMatchObject({ stage: 'intake', state: 'DONE', attempts: 1 });
  });

  it('stops working on a step that another worker has taken over', async () => {
    const aborted: string[] = [];
    const id = await open();
    await start(
      async (step, signal) => {
        await new Promise(stop => signal.addEventListener('abort', stop, { once: true }));
        aborted.push(step.submissionId);
      },
      { leaseSeconds: 1 },
    );
    await until(async () => (await stepOf(id))?.state === 'LEASED');

    await world.database.query('update step set fence = fence + 1 where submission_id = $1', [id]);

    await until(() => aborted.includes(id));
  });

  it('hands back what does not end in time when it is stopped, without counting an attempt', async () => {
    const id = await open();
    const worker = await start((_step, signal) => new Promise(stop => signal.addEventListener('abort', () => stop())));
    await until(async () => (await stepOf(id))?.state === 'LEASED');

    const began = Date.now();
    await worker.stop(0.2);

    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await stepOf(id)).toMatchObject({ state: 'READY', attempts: 0 });
    await start(kernel(passAfter(0)));
    await until(async () => (await stateOf(id)) === 'waiting');
  });

  it('lets a running step end when it is stopped', async () => {
    const id = await open();
    const worker = await start(kernel(passAfter(400)));
    await until(async () => (await stepOf(id))?.state === 'LEASED');

    await worker.stop(10);

    expect((await world.ledger.timeline(id))[0]).toMatchObject({ stage: 'intake', state: 'DONE' });
  });

  it('gives a poisoned step up after three attempts and goes on with the others', async () => {
    const poisoned = await open();
    const worker = kernel(passAfter(0));
    const poison = kernel(() => Promise.reject(new TypeError('poison')));
    await start((step, signal) => (step.submissionId === poisoned ? poison : worker)(step, signal));
    const healthy = await open();

    await until(async () => {
      await world.database.query(`update step set run_after = now() where state = 'READY'`); // skips the pauses
      return (await stateOf(poisoned)) === 'stopped';
    });

    expect(await stepOf(poisoned)).toMatchObject({ state: 'DEAD', attempts: 3 });
    await until(async () => (await stateOf(healthy)) === 'waiting');
  });

  it('never works on more steps at once than it may', async () => {
    let [now, most] = [0, 0];
    await Promise.all(Array.from({ length: 6 }, open));
    await start(
      kernel(async () => {
        most = Math.max(most, (now += 1));
        // A busy machine may start the second late; a third would come in the time after that.
        await until(() => Promise.resolve(most >= 2));
        await delay(20);
        now -= 1;
        return { kind: 'checked', report: passing };
      }),
      { concurrency: 2 },
    );

    await until(async () => (await Promise.all(ids.map(stateOf))).every(state => state === 'waiting'));

    expect(most).toBe(2);
  });

  it('lives through a database that drops every connection', async () => {
    await Promise.all(Array.from({ length: 10 }, open));
    await start(kernel(passAfter(20)), { concurrency: 2, leaseSeconds: 2 });

    for (let outage = 0; outage < 3; outage += 1) {
      await delay(150);
      await world.database.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
    }

    // The test's own connections were dropped too: what they had just been asked may be lost.
    const unknownFor = (error: unknown) => {
      if (error instanceof Problem && error.code === 'database-unreachable') return null;
      throw error;
    };
    const states = () => Promise.all(ids.map(id => stateOf(id).catch(unknownFor)));
    await until(async () => (await states()).every(state => state === 'waiting'));
  });

  it('starts the step of a worker that was killed once its lease is out', async () => {
    const id = await open();
    const child = spawn(process.execPath, [resolve('test/support/hang-worker.mjs'), world.database.url, '2'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');

    await start(kernel(passAfter(0)));

    await until(async () => (await stateOf(id)) === 'waiting');
    expect((await world.ledger.timeline(id))[0]).toMatchObject({ stage: 'intake', state: 'DONE', attempts: 2 });
  });

  it('loses nothing when Redis is flushed, killed, and started again empty in the midst of the work', async () => {
    let redis = await startRedis();
    const bell = await startBullBell(redis.url, 'worker', log);
    const runs = new Map<string, number>();
    const run = kernel(passAfter(10));
    const counted = (step: ClaimedStep, signal: AbortSignal) => {
      runs.set(step.id, (runs.get(step.id) ?? 0) + 1);
      return run(step, signal);
    };
    await start(counted, { doorbell: bell.doorbell, concurrency: 2 });
    const openMore = async () => {
      for (let count = 0; count < 10; count += 1) await open();
    };

    await openMore();
    await redis.command('FLUSHALL');
    await openMore();
    await redis.kill();
    await openMore();
    await delay(500);
    redis = await startRedis({ port: redis.port });
    await openMore();

    await until(async () => (await Promise.all(ids.map(stateOf))).every(state => state === 'waiting'));
    expect([...runs.values()].every(count => count === 1)).toBe(true);
    expect(runs.size).toBe(ids.length * 5);
    await workers.pop()?.stop(1);
    await bell.close();
    await redis.stop();
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await delay(30)) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${String(holds)}`);
  }
}
