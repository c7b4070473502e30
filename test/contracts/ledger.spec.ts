import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryLedger } from '../../src/adapters/memory/ledger.js';
import { PostgresAccounts } from '../../src/adapters/postgres/accounts.js';
import { PostgresLedger } from '../../src/adapters/postgres/ledger.js';
import { createMigratedDatabase } from '../support/database.js';
import { emptied } from '../support/emptied.js';
import { describeLedger } from './ledger.contract.js';

let now = Date.parse('2026-01-01T00:00:00Z');
describeLedger('MemoryLedger', () =>
  Promise.resolve({
    ledger: new MemoryLedger(() => now),
    submitter: 'submitter',
    reviewer: 'reviewer',
    publishers: ['acme', 'globex'],
    pass: seconds => {
      now += seconds * 1000;
      return Promise.resolve();
    },
  }),
);

describe('on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  beforeAll(async () => (database = await createMigratedDatabase()));
  afterAll(() => database.close());

  describeLedger('PostgresLedger', async () => {
    await emptied(database);
    const accounts = new PostgresAccounts(database.dataSource);
    for (const slug of ['acme', 'globex']) {
      await accounts.createPublisher({ slug, name: slug, kind: 'verified' }, 'assay');
    }
    const submitter = await accounts.createAccount(
      { name: 'submitter', roles: ['submitter'], publishers: ['acme', 'globex'] },
      'assay',
    );
    const reviewer = await accounts.createAccount({ name: 'reviewer', roles: ['reviewer'], publishers: [] }, 'assay');
    return {
      ledger: new PostgresLedger(database.dataSource),
      submitter: submitter.id,
      reviewer: reviewer.id,
      publishers: ['acme', 'globex'],
      pass: seconds => sleep(seconds * 1000),
    };
  });
});
