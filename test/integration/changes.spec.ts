import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresChanges } from '../../src/adapters/postgres/changes.js';
import { claimAt, openingOf } from '../contracts/ledger.contract.js';
import { silentLog } from '../support/database.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

describe('whoever watches a submission', () => {
  let world: World;
  let changes: PostgresChanges;
  beforeAll(async () => {
    world = await createWorld();
    changes = new PostgresChanges(world.database.url, silentLog);
  });
  afterAll(async () => {
    await changes.close();
    await world.database.close();
  });

  const open = () => world.ledger.open(openingOf({ publisher: 'acme', by: world.people.submitter }));
  const watch = (id: string) => {
    const calls = { count: 0, end: () => {} };
    calls.end = changes.subscribe(id, () => (calls.count += 1));
    return calls;
  };
  const until = async (condition: () => boolean) => {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > 5_000) throw new Error('It did not happen.');
      await sleep(10);
    }
  };

  it('is told of every change, and of no other submission’s', async () => {
    const [mine, other] = [await open(), await open()];
    const [watching, elsewhere] = [watch(mine.id), watch(other.id)];
    await until(() => watching.count > 0); // told once when the watch begins
    watching.count = elsewhere.count = 0;

    const step = await claimAt(world.ledger, 'intake');

    const told = step.submissionId === mine.id ? watching : elsewhere;
    await until(() => told.count > 0);
    await sleep(50);
    expect(watching.count + elsewhere.count).toBe(told.count);

    told.count = 0;
    await world.ledger.renew(step, 60);
    await sleep(100);
    expect(told.count).toBe(0);
    watching.end();
    elsewhere.end();
  });

  it('is told again after the connection was cut, because something may have been missed', async () => {
    const { id } = await open();
    const watching = watch(id);
    await sleep(200);
    watching.count = 0;

    await world.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'assay changes' and datname = current_database()`,
    );
    await until(() => watching.count > 0);
    watching.count = 0;
    await world.database.query(`select pg_notify('assay_changes', $1)`, [id]);

    await until(() => watching.count > 0);
    watching.end();
  });

  it('is not told any more once the watch has ended', async () => {
    const { id } = await open();
    const [ended, kept] = [watch(id), watch(id)];
    await sleep(200);
    ended.end();
    ended.end();
    ended.count = kept.count = 0;

    await world.database.query(`select pg_notify('assay_changes', $1)`, [id]);

    await until(() => kept.count > 0);
    expect(ended.count).toBe(0);
    kept.end();
  });

  it('does not keep the process alive after closing, nor mind a database that is not there', async () => {
    const nowhere = new PostgresChanges('postgres://postgres@127.0.0.1:1/none', silentLog);
    nowhere.subscribe('any', () => undefined);
    await sleep(50);
    await nowhere.close();

    const early = new PostgresChanges(world.database.url, silentLog);
    early.subscribe('any', () => undefined);
    await early.close();
    await new PostgresChanges(world.database.url, silentLog).close();
  });
});
