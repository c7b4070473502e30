import { openDataSource } from '../../src/adapters/postgres/data-source.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import { edges } from '../../src/core/submission.js';
import { migrations } from '../../migrations/index.js';
import { createTestDatabase, silentLog } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

describe('migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => (database = await createTestDatabase()));
  afterEach(() => database.drop());

  const connect = (poolSize: number) => openDataSource(database.url, { poolSize, log: silentLog });

  it('run once when four processes start at the same moment, each with a single connection', async () => {
    const starting = await Promise.all([1, 1, 1, 1].map(connect));

    await Promise.all(starting.map(migrate));

    const { rows } = await database.query('select name from migration order by id');
    await Promise.all(starting.map(dataSource => dataSource.destroy()));
    expect(rows.map(row => row.name)).toEqual(migrations.map(migration => migration.name));
  });

  it('write down exactly the edges that the flow can take', async () => {
    const dataSource = await connect(1);
    await migrate(dataSource);
    await dataSource.destroy();

    const { rows } = await database.query(
      `select from_stage || '/' || from_state || ' → ' || to_stage || '/' || to_state as edge from transition`,
    );

    const known = edges().map(({ from, to }) => `${from.stage}/${from.state} → ${to.stage}/${to.state}`);
    expect(rows.map(row => row.edge).sort()).toEqual(known.sort());
  });

  it('can be taken back and run again', async () => {
    const dataSource = await connect(1);
    await migrate(dataSource);
    const schema = () =>
      database.query(`select table_name, column_name, data_type from information_schema.columns
      where table_schema = 'public' and table_name <> 'migration' order by 1, 2`);
    const first = (await schema()).rows;

    for (let undone = 0; undone < migrations.length; undone += 1)
      await dataSource.undoLastMigration({ transaction: 'each' });
    const between = (await schema()).rows;
    await migrate(dataSource);
    const second = (await schema()).rows;
    await dataSource.destroy();

    expect(between).toEqual([]);
    expect(first.length).toBeGreaterThan(90);
    expect(second).toEqual(first);
  });
});
