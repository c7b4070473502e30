import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A submission is judged by a profile of the programme, which may have others than the two that rules know. */
export class NameProfiles1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table submission drop constraint submission_profile_check');
    await runner.query(
      "alter table submission add constraint submission_profile_check check (profile ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$')",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table submission drop constraint submission_profile_check');
    await runner.query(
      "alter table submission add constraint submission_profile_check check (profile in ('verified', 'independent'))",
    );
  }
}
