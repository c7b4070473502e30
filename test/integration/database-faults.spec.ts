import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { openDataSource } from '../../src/adapters/postgres/data-source.js';
import { PostgresLedger } from '../../src/adapters/postgres/ledger.js';
import { inTransaction } from '../../src/adapters/postgres/transaction.js';
import { createMigratedDatabase, silentLog } from '../support/database.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

describe('when the database fails', () => {
  const poolSize = 5;
  let world: World;
  beforeAll(async () => (world = await createWorld(poolSize)));
  afterAll(() => world.database.close());

  /** Everything there is to know of a submission, by count. */
  const facts = async (id: string) => {
    const { rows } = await world.database.query(
      `select stage, state, (select count(*) from step where submission_id = s.id)::int as steps,
              (select count(*) from decision where submission_id = s.id)::int as decisions,
              (select count(*) from audit where submission_id = s.id)::int as entries,
              (select count(*) from outbox o join step t on t.id = o.step_id where t.submission_id = s.id)::int as bells
         from submission s where id = $1`,
      [id],
    );
    return rows[0];
  };

  it('in the midst of a change, nothing of it happened, and the next one works', async () => {
    const { id } = await world.ledger.open(openingOf({ publisher: 'acme', by: world.people.submitter }));
    const step = await claimAt(world.ledger, 'preview');
    await end(world.ledger, step, outcomeOf(step));
    const { digest } = await world.ledger.get(id);
    const before = await facts(id);
    const approve = () => world.ledger.change(id, decision('approve', world.people.reviewer, digest ?? ''));

    // The approval is written and holds the submission; its last act, the audit entry, is made to wait, and is cut off there.
    const blocker = world.database.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('lock table audit in exclusive mode');
    const cut = expect(approve()).rejects.toMatchObject({ code: 'database-unreachable', fault: 'ours' });
    await killed(`wait_event_type = 'Lock' and query like '%insert into audit%'`);
    await cut;
    await blocker.rollbackTransaction();
    await blocker.release();

    expect(await facts(id)).toEqual(before);
    await approve();
    expect(await facts(id)).toMatchObject({ stage: 'publish', state: 'running', decisions: 1 });
  });

  it('and every connection of the pool is cut, the ledger goes on with new ones', async () => {
    const { id } = await world.ledger.open(openingOf({ publisher: 'globex', by: world.people.submitter }));
    await world.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );

    // Each of those that the pool had not yet noticed may fail once, and says why.
    const told = (error: unknown) => expect(error).toMatchObject({ code: 'database-unreachable' });
    for (let connection = 0; connection < poolSize; connection += 1) await world.ledger.get(id).catch(told);
    expect(await world.ledger.get(id)).toMatchObject({ id });
  });

  it('by a deadlock, the transaction is run again', async () => {
    const { dataSource } = world.database;
    let arrivals = 0;
    let attempts = 0;
    const bothThere = async () => {
      arrivals += 1;
      while (arrivals < 2) await new Promise(resolve => setTimeout(resolve, 5));
    };
    const lock = (first: string, second: string) =>
      inTransaction(dataSource, async tx => {
        attempts += 1;
        await tx.query('select from publisher where slug = $1 for update', [first]);
        await bothThere();
        await tx.query('select from publisher where slug = $1 for update', [second]);
      });

    await Promise.all([lock('acme', 'globex'), lock('globex', 'acme')]);

    expect(attempts).toBe(3);
  });

  it('to answer at all, the caller is told what is wrong', async () => {
    const gone = await createMigratedDatabase(1);
    const ledger = new PostgresLedger(gone.dataSource);
    await gone.drop();

    const refused = { code: 'database-unreachable', fault: 'ours' };
    await expect(ledger.claim('worker', 1)).rejects.toMatchObject(refused);
    await expect(ledger.get('any')).rejects.toMatchObject(refused);
    await gone.dataSource.destroy();
    for (const url of [gone.url, 'postgres://postgres@127.0.0.1:1/none']) {
      await expect(openDataSource(url, { poolSize: 1, log: silentLog })).rejects.toMatchObject(refused);
    }
  });

  async function killed(where: string): Promise<void> {
    for (;;) {
      const { rows } = await world.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and ${where}`,
      );
      if (rows.length > 0) return;
    }
  }
});
