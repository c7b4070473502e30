import { randomBytes } from 'node:crypto';
import { PostgresConnections } from '../../src/adapters/postgres/connections.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

describe('stored credentials', () => {
  const masterKey = randomBytes(32);
  const canary = `canary-${randomBytes(8).toString('hex')}`;
  let world: World;
  let connections: PostgresConnections;
  beforeAll(async () => {
    world = await createWorld();
    connections = new PostgresConnections(world.database.dataSource, masterKey);
  });
  afterAll(() => world.database.close());

  const open = () => world.ledger.open(openingOf({ publisher: 'acme', by: world.people.submitter }));

  it('cannot be read from the database', async () => {
    const { id } = await open();
    await connections.put(id, { token: canary, again: canary });

    const { rows } = await world.database.query('select * from credential where submission_id = $1', [id]);

    const forms = [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64')];
    const dump =
      JSON.stringify(rows) + rows.map(row => row.sealed.toString('latin1') + row.sealed.toString('hex')).join();
    for (const form of forms) expect(dump).not.toContain(form);
    // The same value twice does not look the same.
    expect(rows[0].sealed.equals(rows[1].sealed)).toBe(false);
  });

  it('need the master key they were sealed with', async () => {
    const { id } = await open();
    await connections.put(id, { token: canary });

    const stranger = new PostgresConnections(world.database.dataSource, randomBytes(32));
    await expect(stranger.get(id)).rejects.toMatchObject({ code: 'vault-key-wrong', fault: 'ours' });

    expect(await connections.get(id)).toEqual({ token: canary });
  });

  it('open neither when damaged, nor in the place of another', async () => {
    const [mine, theirs] = [await open(), await open()];
    await connections.put(mine.id, { token: 'mine' });
    await connections.put(theirs.id, { token: 'theirs' });
    const damaged = { code: 'vault-record-damaged', fault: 'ours' };

    await world.database.query(
      `update credential set (wrapped_key, sealed) = (select wrapped_key, sealed from credential where submission_id = $2)
        where submission_id = $1`,
      [mine.id, theirs.id],
    );
    await expect(connections.get(mine.id)).rejects.toMatchObject(damaged);

    for (const column of ['wrapped_key', 'sealed']) {
      await connections.put(mine.id, { token: 'mine' });
      await world.database.query(
        `update credential set ${column} = set_byte(${column}, 30, get_byte(${column}, 30) # 1) where submission_id = $1`,
        [mine.id],
      );
      await expect(connections.get(mine.id)).rejects.toMatchObject(damaged);
    }
    expect(await connections.get(theirs.id)).toEqual({ token: 'theirs' });
  });

  it('are forgotten in the transaction that makes their submission final', async () => {
    const { id } = await open();
    await connections.put(id, { token: canary });
    let step = await claimAt(world.ledger, 'preview');
    while (step.submissionId !== id) step = await claimAt(world.ledger, 'preview');
    await end(world.ledger, step, outcomeOf(step));
    expect(await connections.get(id)).toEqual({ token: canary });

    const { digest } = await world.ledger.get(id);
    await world.ledger.change(id, decision('reject', world.people.reviewer, digest ?? ''));

    expect(await connections.get(id)).toBeNull();
    await expect(connections.put(id, { token: canary })).rejects.toMatchObject({ code: 'submission-not-revisable' });
    expect(await connections.get(id)).toBeNull();
  });

  it('that no submission ever claimed are swept away after a day', async () => {
    await connections.put('never-opened', { token: canary });
    await connections.put('other', { token: canary });
    expect(await connections.get('never-opened')).toEqual({ token: canary });
    await world.database.query(`update credential set stored_at = now() - interval '25 hours'`);

    await connections.put('other', { token: canary });

    expect(await connections.get('never-opened')).toBeNull();
    expect(await connections.get('other')).toEqual({ token: canary });
  });
});
