import type { TestDatabase } from './database.js';

/** What migrations have filled, and the service only reads or switches. */
const kept = ['migration', 'transition', 'mailing'];

/** Empties every table of a test's own database; what the guards forbid anybody else. */
export async function emptied(database: TestDatabase): Promise<void> {
  await database.query(`
    do $$ begin
      alter table audit disable trigger user;
      execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') from pg_tables
                where schemaname = 'public' and tablename not in (${kept.map(name => `'${name}'`).join(', ')}));
      update mailing set enabled = false;
      alter table audit enable trigger user;
    end $$`);
}
