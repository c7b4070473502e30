import { jest } from '@jest/globals';
import { findAuditHead, verifyAudit } from '../../src/adapters/postgres/audit.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { runProgram } from '../support/service.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

jest.setTimeout(120_000);

describe('the audit trail', () => {
  let world: World;
  beforeAll(async () => (world = await createWorld()));
  afterAll(() => world.database.close());

  const publish = async (connector: string) => {
    const { id } = await world.ledger.open(openingOf({ connector, publisher: 'acme', by: world.people.submitter }));
    const step = await claimAt(world.ledger, 'preview');
    await end(world.ledger, step, outcomeOf(step));
    const { digest } = await world.ledger.get(id);
    await world.ledger.change(id, decision('approve', world.people.reviewer, digest ?? ''));
    const last = await claimAt(world.ledger, 'publish');
    await end(world.ledger, last, outcomeOf(last));
    return id;
  };

  it('has exactly one entry for each change of a submission, and who made it', async () => {
    const id = await publish('weather');

    const { rows } = await world.database.query(
      `select actor, action, details ->> 'from' as "from", details ->> 'to' as "to" from audit where submission_id = $1 order by seq`,
      [id],
    );

    const { submitter, reviewer } = world.people;
    const stage = (from: string, to: string) => ({ actor: 'assay', action: 'stage.finished', from, to });
    expect(rows).toEqual([
      { actor: submitter, action: 'submission.opened', from: null, to: null },
      stage('intake/running', 'lint/running'),
      stage('lint/running', 'compare/running'),
      stage('compare/running', 'functional/running'),
      stage('functional/running', 'preview/running'),
      stage('preview/running', 'preview/waiting'),
      { actor: reviewer, action: 'submission.approve', from: 'preview/waiting', to: 'publish/running' },
      stage('publish/running', 'publish/public'),
    ]);
    expect(await verifyAudit(world.database.dataSource)).toBeNull();
  });

  it.each([
    'update audit set actor = $$somebody$$ where seq = 3',
    'delete from audit where seq = 3',
    'truncate audit',
    `insert into audit (seq, at, actor, action, details, hash) values (900, now(), 'x', 'y', '{}', repeat('0', 64))`,
  ])('A61: is append-only: the database refuses “%s”', async attempt => {
    await expect(world.database.query(attempt)).rejects.toMatchObject({ code: 'ZA001' });
  });

  it('holds what people wrote, whatever characters it has', async () => {
    const { id } = await world.ledger.open(openingOf({ publisher: 'acme', by: world.people.submitter }));
    await world.ledger.change(id, current => ({
      to: { ...current, state: 'withdrawn' },
      actor: world.people.submitter,
      action: 'submission.withdrawn',
      details: {
        comment: 'NUL \0, half \uD83D, whole 🔑, line\nbreak, é and e\u0301',
        number: 1e21,
        zero: -0,
        deep: [{ b: 1, a: null }],
      },
      upload: null,
      decision: null,
    }));

    expect(await verifyAudit(world.database.dataSource)).toBeNull();
  });

  it('A63: shows that its end was cut off, or all of it written anew, to whoever noted its head elsewhere', async () => {
    await publish('anchored');
    const head = await findAuditHead(world.database.dataSource);
    if (head === null) throw new Error('Nothing was written.');
    const owner = (sql: string) =>
      world.database.query(`alter table audit disable trigger user; ${sql}; alter table audit enable trigger user`);
    await owner('create table kept as table audit');
    const settings = { DATABASE_URL: world.database.url, ASSAY_DATA_DIR: '/nonexistent' };
    const shown = await runProgram(['audit'], settings);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining(`head ${head.seq}:${head.hash}\n`) });

    await owner(`delete from audit where seq > ${head.seq - 3}`);
    // By itself, a shorter chain is a whole one.
    expect(await verifyAudit(world.database.dataSource)).toBeNull();
    expect(await verifyAudit(world.database.dataSource, [head])).toBe(head.seq);
    const found = await runProgram(['audit', '--head', `${head.seq}:${head.hash}`], settings);
    expect(found).toMatchObject({ code: 1, out: expect.stringContaining(`does not hold at entry ${head.seq}`) });

    await publish('rewritten');
    expect(await verifyAudit(world.database.dataSource)).toBeNull();
    expect(await verifyAudit(world.database.dataSource, [head])).toBe(head.seq);
    await owner('truncate audit; insert into audit select * from kept');
    expect(await verifyAudit(world.database.dataSource, [head])).toBeNull();
    expect(await runProgram(['audit', '--head', 'nonsense'], settings)).toMatchObject({ code: 2 });
  });

  describe('shows what its owner did behind the guards’ back:', () => {
    const asOwner = (sql: string) =>
      world.database.query(`alter table audit disable trigger user; ${sql}; alter table audit enable trigger user`);
    beforeAll(async () => {
      await publish('tampered');
      // Without its key, two rows can change places.
      await asOwner('alter table audit drop constraint audit_pkey; create table original as table audit');
    });
    afterEach(() => asOwner('truncate audit; insert into audit select * from original'));

    it.each([
      [`update audit set actor = 'somebody' where seq = 3`, 3],
      [`update audit set details = details || '{"from": "nowhere"}' where seq = 9`, 9],
      [`update audit set at = at + interval '1 millisecond' where seq = 2`, 2],
      [`update audit set submission_id = null where seq = 8`, 8],
      ['delete from audit where seq = 4', 5],
      ['delete from audit where seq = 1', 2],
      [`update audit set hash = repeat('a', 64) where seq = 6`, 6],
      ['update audit set seq = 9 - seq where seq in (4, 5)', 4],
    ])('A62: %s', async (tampering, seq) => {
      expect(await verifyAudit(world.database.dataSource)).toBeNull();

      await asOwner(tampering);

      expect(await verifyAudit(world.database.dataSource)).toBe(seq);
    });
  });
});
