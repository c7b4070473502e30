import { PostgresAccounts } from '../../src/adapters/postgres/accounts.js';
import { PostgresLedger } from '../../src/adapters/postgres/ledger.js';
import { createMigratedDatabase } from './database.js';
import { emptied } from './emptied.js';

/** A database with a ledger, two publishers and the people of a small programme. */
export async function createWorld(poolSize?: number) {
  const database = await createMigratedDatabase(poolSize);
  const accounts = new PostgresAccounts(database.dataSource);
  return { database, accounts, ledger: new PostgresLedger(database.dataSource), people: await peopled(accounts) };
}

/** The same database, emptied, with new people: for the next test, which then need not migrate one of its own. */
export async function renewedWorld(world: World): Promise<World> {
  await emptied(world.database);
  return { ...world, people: await peopled(world.accounts) };
}

/** Two publishers and the people of a small programme, in a database that has nobody yet. */
export async function peopled(accounts: PostgresAccounts) {
  for (const slug of ['acme', 'globex']) {
    await accounts.createPublisher({ slug, name: slug, kind: 'verified' }, 'assay');
  }
  const account = async (name: string, roles: Parameters<typeof accounts.setRoles>[1], publishers: string[]) =>
    (await accounts.createAccount({ name, roles, publishers }, 'assay')).id;
  return {
    submitter: await account('submitter', ['submitter'], ['acme', 'globex']),
    reviewer: await account('reviewer', ['reviewer'], []),
    /** May review, but belongs to the publisher. */
    colleague: await account('colleague', ['reviewer', 'administrator'], ['acme']),
    administrator: await account('administrator', ['administrator'], []),
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
