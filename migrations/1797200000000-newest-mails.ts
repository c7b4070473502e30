import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of all mails begins with the newest one, without sorting every mail there ever was. */
export class NewestMails1797200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('create index mail_newest on mail (created_at desc, id desc)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index mail_newest');
  }
}
