import { randomBytes } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { masterKeyIn } from '../../src/adapters/files/master-key.js';
import { PostgresConnections } from '../../src/adapters/postgres/connections.js';
import { requireKeyInUse, rotateVault } from '../../src/adapters/postgres/rotate-vault.js';
import { keyIdOf } from '../../src/adapters/postgres/vault.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { runProgram } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';
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

  describe('and a new master key', () => {
    const next = randomBytes(32);
    const rotated = async () => {
      const own = await createWorld();
      const { dataSource } = own.database;
      const vault = new PostgresConnections(dataSource, masterKey);
      const ids = Array.from({ length: 3 }, (_, index) => `submission-${index}`);
      // More than one transaction re-wraps.
      for (const id of ids) await vault.put(id, members(150, id));
      return { own, dataSource, vault, ids };
    };
    const members = (count: number, id: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`name ${index}`, `${canary} ${id} ${index}`]));

    it('wraps every record anew and leaves what they seal alone; the old key is refused from then on', async () => {
      const { own, dataSource, vault, ids } = await rotated();
      const sealed = 'select submission_id, name, sealed from credential order by 1, 2';
      const before = await own.database.query(sealed);

      const rotation = await rotateVault(dataSource, masterKey, next);

      expect(rotation).toEqual({ from: keyIdOf(masterKey), to: keyIdOf(next), records: 450 });
      expect((await own.database.query(sealed)).rows).toEqual(before.rows);
      for (const id of ids) expect(await new PostgresConnections(dataSource, next).get(id)).toEqual(members(150, id));
      await expect(vault.get(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-key-wrong' });
      await expect(vault.put('late', { token: canary })).rejects.toMatchObject({ code: 'vault-key-retired' });
      await expect(requireKeyInUse(dataSource, masterKey)).rejects.toMatchObject({ code: 'vault-key-retired' });
      await requireKeyInUse(dataSource, next);
      await expect(rotateVault(dataSource, next, masterKey)).rejects.toMatchObject({ code: 'vault-key-retired' });
      await own.database.close();
    });

    it('goes on where it was cut off, and is harmless when repeated', async () => {
      const { own, dataSource, ids } = await rotated();
      await own.database.query(
        `update credential set wrapped_key = '\\x00' where submission_id = 'submission-2' and name = 'name 7'`,
      );
      await expect(rotateVault(dataSource, masterKey, next)).rejects.toMatchObject({ code: 'vault-record-damaged' });
      const left = await own.database.query('select count(*)::int as n from credential where key_id = $1', [
        keyIdOf(masterKey),
      ]);
      expect(left.rows[0].n).toBeGreaterThan(0);
      expect(left.rows[0].n).toBeLessThan(450);
      await own.database.query(`delete from credential where submission_id = 'submission-2' and name = 'name 7'`);

      expect((await rotateVault(dataSource, masterKey, next)).records).toBe(left.rows[0].n - 1);
      expect((await rotateVault(dataSource, masterKey, next)).records).toBe(0);

      const vault = new PostgresConnections(dataSource, next);
      for (const id of ids.slice(0, 2)) expect(await vault.get(id)).toEqual(members(150, id));
      await own.database.close();
    });

    it('touches nothing when the old key is not the one in use', async () => {
      const { own, dataSource, vault, ids } = await rotated();

      await expect(rotateVault(dataSource, randomBytes(32), next)).rejects.toMatchObject({ code: 'vault-key-wrong' });

      expect(await vault.get(ids[0] ?? '')).toEqual(members(150, ids[0] ?? ''));
      await own.database.close();
    });

    it('loses nothing that is written at the same time', async () => {
      const { own, dataSource, vault } = await rotated();
      const writes = Array.from({ length: 20 }, (_, index) =>
        vault.put(`racing-${index}`, { token: canary }).then(
          () => `racing-${index}`,
          (error: { code: string }) => error.code,
        ),
      );

      await rotateVault(dataSource, masterKey, next);

      const left = await own.database.query('select count(*)::int as n from credential where key_id = $1', [
        keyIdOf(masterKey),
      ]);
      const fresh = new PostgresConnections(dataSource, next);
      for (const outcome of await Promise.all(writes)) {
        if (outcome === 'vault-key-retired') continue;
        expect(await fresh.get(outcome)).toEqual({ token: canary });
      }
      expect(left.rows[0].n).toBe(0);
      await own.database.close();
    });

    it('comes with `assay vault rotate`, and a service with the old key does not start', async () => {
      const own = await createWorld();
      const folder = await temporaryFolder();
      const settings = { DATABASE_URL: own.database.url, ASSAY_DATA_DIR: folder.path };
      const old = await masterKeyIn(folder.path);
      await new PostgresConnections(own.database.dataSource, old).put('S1', { token: canary });

      const ended = await runProgram(['vault', 'rotate'], settings);
      const fresh = await masterKeyIn(folder.path);
      const again = await runProgram(['vault', 'rotate', '--new-key', `${folder.path}/none`], settings);
      await writeFile(`${folder.path}/master.key`, Buffer.from(old).toString('hex'));
      const refused = await runProgram(['serve', '--port', '0'], settings);

      expect(ended).toMatchObject({ code: 0 });
      expect(ended.out).toBe(
        `Master key ${keyIdOf(old)} is retired, ${keyIdOf(fresh)} is in use; 1 credential re-wrapped.\n`,
      );
      expect(await new PostgresConnections(own.database.dataSource, fresh).get('S1')).toEqual({ token: canary });
      expect((await stat(`${folder.path}/master.key`)).mode & 0o777).toBe(0o600);
      expect(again).toMatchObject({ code: 2, err: expect.stringContaining('--new-key') });
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('This master key was replaced') });
      for (const { out, err } of [ended, again, refused]) {
        for (const key of [old, fresh]) expect(out + err).not.toContain(Buffer.from(key).toString('hex'));
      }
      await folder.remove();
      await own.database.close();
    }, 120_000);
  });
});
