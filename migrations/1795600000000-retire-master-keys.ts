import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Master keys that were replaced. Nothing may be sealed with one of them any more, also by a process that was started with it and
 * still runs.
 */
export class RetireMasterKeys1795600000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table retired_key (
        key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
        retired_at timestamptz(3) not null default now()
      );
      create function guard_credential_key() returns trigger language plpgsql as $$
      begin
        if exists (select from retired_key where key_id = new.key_id) then
          raise exception 'Master key % was replaced.', new.key_id
            using errcode = 'check_violation', constraint = 'credential_key_in_use';
        end if;
        return new;
      end $$;
      create trigger guard_credential_key before insert or update of key_id on credential
        for each row execute function guard_credential_key();`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger guard_credential_key on credential');
    await db.query('drop function guard_credential_key');
    await db.query('drop table retired_key');
  }
}
