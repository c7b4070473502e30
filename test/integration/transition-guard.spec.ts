import { claimAt, decision, digestOf, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

/** What somebody with the application's own rights on the database cannot do, whatever the program in front of it does. */
describe('the database refuses', () => {
  let world: World;
  let count = 0;
  beforeAll(async () => (world = await createWorld()));
  afterAll(() => world.database.close());

  const sql = (text: string, values: unknown[] = []) => world.database.query(text, values);
  const open = () => {
    count += 1;
    return world.ledger.open(openingOf({ connector: `c-${count}`, publisher: 'acme', by: world.people.submitter }));
  };
  const inPreview = async () => {
    const { id } = await open();
    for (;;) {
      const step = await claimAt(world.ledger, 'preview');
      await end(world.ledger, step, outcomeOf(step));
      if (step.submissionId === id) return world.ledger.get(id);
    }
  };
  const approve = (id: string, digest: string | null, account: string, kind = 'approve') =>
    sql(
      `insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment)
       values ($1, 1, 'preview', $4, $3, $2, 'sha256:rules', '')`,
      [id, digest, account, kind],
    );

  it.each([
    ['skipping stages', `stage = 'publish'`, /No edge leads from intake\/running to publish\/running/],
    ['declaring it public', `stage = 'publish', state = 'public'`, /No edge leads/],
    ['rejecting what runs', `state = 'rejected'`, /No edge leads from intake\/running to intake\/rejected/],
    ['moving it to another publisher', `publisher = 'globex'`, /never changes/],
    ['counting revisions down or up', 'revision = 3', /the next one/],
    ['leaving its work behind', `state = 'waiting'`, /1 open steps, running is f/],
  ])('%s', async (_what, change, message) => {
    const { id } = await open();

    await expect(sql(`update submission set ${change} where id = $1`, [id])).rejects.toMatchObject({
      code: 'ZA001',
      message: expect.stringMatching(message),
    });

    expect(await world.ledger.get(id)).toMatchObject({ stage: 'intake', state: 'running', publisher: 'acme' });
  });

  it('a submission that does not start at the beginning', async () => {
    const insert = `insert into submission (id, publisher, connector, profile, stage, state, revision)
      select gen_random_uuid(), publisher, 'c-x', profile, 'preview', 'waiting', 1 from submission limit 1`;
    await sql(`insert into connector (publisher, slug) values ('acme', 'c-x')`);
    await expect(sql(insert)).rejects.toMatchObject({
      code: 'ZA001',
      message: expect.stringContaining('starts at intake'),
    });
  });

  it('a second open submission of a connector', async () => {
    const { connector } = await open();
    const insert = `insert into submission (id, publisher, connector, profile, stage, state, revision)
      values ('another', 'acme', $1, 'verified', 'intake', 'running', 1)`;
    await expect(sql(insert, [connector])).rejects.toMatchObject({ constraint: 'submission_open_once' });
  });

  it('leaving a final state', async () => {
    const submission = await inPreview();
    await world.ledger.change(submission.id, decision('reject', world.people.reviewer, submission.digest ?? ''));
    for (const change of [`state = 'waiting'`, `stage = 'intake', state = 'running'`, `version = '2'`]) {
      await expect(sql(`update submission set ${change} where id = $1`, [submission.id])).rejects.toMatchObject({
        code: 'ZA001',
        message: expect.stringContaining('is final'),
      });
    }
  });

  it('deleting or rewriting what was uploaded, tested, decided or published', async () => {
    const { id, digest } = await inPreview();
    await world.ledger.change(id, decision('approve', world.people.reviewer, digest ?? ''));
    const step = await claimAt(world.ledger, 'publish');
    await end(world.ledger, step, outcomeOf(step));
    const other = digestOf('other');

    for (const attempt of [
      `delete from submission where id = '${id}'`,
      `delete from revision where submission_id = '${id}'`,
      `delete from step where submission_id = '${id}'`,
      `delete from decision where submission_id = '${id}'`,
      `delete from publication where submission_id = '${id}'`,
      `update revision set digest = '${other}' where submission_id = '${id}'`,
      `update revision set digest = null, files = null where submission_id = '${id}'`,
      `update revision set upload_sha256 = '${other.slice(7)}' where submission_id = '${id}'`,
      `update revision set uploaded_by = '${world.people.reviewer}' where submission_id = '${id}'`,
      `update step set verdict = 'pass' where submission_id = '${id}'`,
      `update step set input_digest = '${other}' where submission_id = '${id}'`,
      `update decision set digest = '${other}' where submission_id = '${id}'`,
      `update publication set digest = '${other}' where submission_id = '${id}'`,
      `update publication set commit_id = 'other' where submission_id = '${id}'`,
    ]) {
      await expect(sql(attempt)).rejects.toMatchObject({ code: 'ZA001' });
    }
  });

  it('publishing what nobody approved, and calling public what was not read back', async () => {
    const { id, digest } = await inPreview();
    const toPublish = `update submission set stage = 'publish', state = 'running' where id = $1`;
    await expect(sql(toPublish, [id])).rejects.toMatchObject({ message: expect.stringContaining('no approval') });

    await world.ledger.change(id, decision('approve', world.people.reviewer, digest ?? ''));

    const toPublic = `update submission set state = 'public' where id = $1`;
    await expect(sql(toPublic, [id])).rejects.toMatchObject({ message: expect.stringContaining('read back') });
  });

  it('A54, A55, A57: an approval by an uploader, by anyone of the publisher, or by anyone who does not review', async () => {
    const { id, digest } = await inPreview();
    const { submitter, colleague, administrator, reviewer } = world.people;
    await world.accounts.setRoles(submitter, ['submitter', 'reviewer'], 'assay');
    const reasons = [
      [submitter, 'you uploaded a revision of it yourself.'],
      [colleague, 'you belong to its publisher, acme.'],
      [administrator, 'your account is not a reviewer.'],
    ] as const;

    for (const [account, reason] of reasons) {
      await expect(approve(id, digest, account)).rejects.toMatchObject({ code: 'ZA002', message: reason });
      await expect(world.ledger.change(id, decision('approve', account, digest ?? ''))).rejects.toMatchObject({
        code: 'four-eyes',
        detail: `Four eyes: ${reason}`,
      });
    }
    await approve(id, digest, reviewer);
  });

  it('A56: an approval by somebody whose role is taken away at that moment', async () => {
    const { id, digest } = await inPreview();
    const { id: fickle } = await world.accounts.createAccount(
      { name: 'fickle', roles: ['reviewer'], publishers: [] },
      'assay',
    );

    const [taken, approved] = await Promise.allSettled([
      world.accounts.setRoles(fickle, ['submitter'], 'assay'),
      world.ledger.change(id, decision('approve', fickle, digest ?? '')),
    ]);

    expect(taken.status).toBe('fulfilled');
    const { rows } = await sql(
      `select action from audit where action in ('account.roles-set', 'submission.approve') order by seq desc limit 2`,
    );
    // Either the approval came first, or there is none.
    const order = rows.map(row => row.action).reverse();
    if (approved.status === 'fulfilled') expect(order).toEqual(['submission.approve', 'account.roles-set']);
    else expect(approved.reason).toMatchObject({ code: 'four-eyes' });
  });

  it('a decision about other bytes than the current ones, or where none is asked for', async () => {
    const { id, digest } = await inPreview();
    const { reviewer } = world.people;
    await expect(approve(id, digestOf('other'), reviewer)).rejects.toMatchObject({ code: 'ZA003' });

    const running = await open();
    await expect(approve(running.id, digest, reviewer)).rejects.toMatchObject({ code: 'ZA001' });
  });
});
