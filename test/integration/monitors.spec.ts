import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { PostgresConnections } from '../../src/adapters/postgres/connections.js';
import { PostgresMonitors } from '../../src/adapters/postgres/monitors.js';
import { rotateVault } from '../../src/adapters/postgres/rotate-vault.js';
import { PostgresWatchConnections } from '../../src/adapters/postgres/watch-connections.js';
import { defaultMonitoringPolicy } from '../../src/core/monitoring.js';
import type { MonitoringPolicy } from '../../src/core/monitoring.js';
import type { ClaimedMonitor, RunResult } from '../../src/core/ports/monitors.js';
import { withdraw } from '../../src/core/submission.js';
import { createMonitoring } from '../../src/worker/monitors.js';
import { decision, digestOf, evidence } from '../contracts/ledger.contract.js';
import { keptLog } from '../support/kept-log.js';
import { createWatched } from '../support/watched.js';
import { createWorld, renewedWorld } from '../support/world.js';
import type { World } from '../support/world.js';

jest.setTimeout(120_000);

const masterKey = randomBytes(32);
const rules = digestOf('rules');
const passed: RunResult = { verdict: 'pass', calls: 2, goodCalls: 2, p95Ms: 12, fault: null, note: null, evidence };
const failed: RunResult = { ...passed, verdict: 'fail', goodCalls: 1, note: 'It answers otherwise.' };
const unclear: RunResult = { ...passed, verdict: 'inconclusive', goodCalls: 0, fault: 'upstream', note: 'No answer.' };

describe('monitors', () => {
  let its: World;
  let watched: ReturnType<typeof createWatched>;
  let monitors: PostgresMonitors;
  beforeAll(async () => (its = await createWorld(10)));
  beforeEach(async () => {
    its = await renewedWorld(its);
    watched = createWatched(its);
    monitors = monitorsWith({});
  });
  afterAll(() => its.database.close());

  const monitorsWith = (policy: Partial<MonitoringPolicy>) =>
    new PostgresMonitors(its.database.dataSource, { ...defaultMonitoringPolicy, ...policy });
  const query = (sql: string, values: unknown[] = []) => its.database.query(sql, values);
  const channelOf = async (id: string) => (await monitors.summary(id))?.channel ?? null;
  const claimed = async (from = monitors): Promise<ClaimedMonitor> => {
    const monitor = await from.claim(60);
    if (monitor === null) throw new Error('No monitor is due.');
    return monitor;
  };
  const dueNow = () => query('update monitor set next_at = now()');
  /** Records these runs, one after the other. */
  const record = async (results: readonly RunResult[], by = monitors) => {
    const after = [];
    for (const result of results) {
      await dueNow();
      after.push(await by.settle(await claimed(by), result, rules));
    }
    return after;
  };
  const actions = async (id: string) =>
    (
      await query(`select action from audit where submission_id = $1 and action like 'connector.%' order by seq`, [id])
    ).rows.map(row => (row as { action: string }).action);

  describe('of a version', () => {
    it('appears in preview, goes on in public, and ends when a newer one is public', async () => {
      const first = await watched.inPreview('acme', 'items');
      expect(await channelOf(first.id)).toBe('preview');

      await watched.publish(first);
      expect(await channelOf(first.id)).toBe('public');

      const second = await watched.inPreview('acme', 'items', { version: '1.1.0' });
      expect([await channelOf(first.id), await channelOf(second.id)]).toEqual(['public', 'preview']);

      await watched.publish(second);
      expect([await channelOf(first.id), await channelOf(second.id)]).toEqual([null, 'public']);
    });

    it.each(['return', 'reject'] as const)('ends when a reviewer’s decision is to %s it', async kind => {
      const { id, digest } = await watched.inPreview();
      await its.ledger.change(id, decision(kind, its.people.reviewer, digest ?? ''));

      expect(await channelOf(id)).toBeNull();
    });

    it('ends when it is withdrawn, and a run that was under way counts nowhere', async () => {
      const { id } = await watched.inPreview();
      const monitor = await claimed();
      const act = { actor: 'x', action: 'submission.withdrawn', details: {}, upload: null, decision: null };
      await its.ledger.change(id, current => ({ ...act, to: withdraw(current) }));

      expect(await channelOf(id)).toBeNull();
      expect(await monitors.settle(monitor, passed, rules)).toBeNull();
      expect((await monitors.runs(id, { limit: 10, cursor: null })).items).toEqual([]);
    });

    it('that became public while its preview was run starts anew', async () => {
      const submission = await watched.inPreview();
      const monitor = await claimed();
      await watched.publish(submission);

      expect(await monitors.settle(monitor, passed, rules)).toBeNull();
      expect(await claimed()).toMatchObject({ channel: 'public', submission: { id: submission.id, state: 'public' } });
    });

    it('cannot be made for what no channel offers', async () => {
      const { id } = await watched.inPreview();
      const copy = (channel: string) =>
        query(`update monitor set channel = $2 where submission_id = $1`, [id, channel]);

      await expect(copy('public')).rejects.toMatchObject({ code: 'ZA001' });
      await expect(query('update monitor set fence = -1')).rejects.toMatchObject({ code: 'ZA001' });
    });
  });

  describe('a run', () => {
    it('is planned by the channel, listed newest first in pages, and summed up', async () => {
      const { id } = await watched.inPreview();
      await record([passed, failed, unclear, { ...passed, p95Ms: 40 }]);
      const first = await monitors.runs(id, { limit: 3, cursor: null });
      const second = await monitors.runs(id, { limit: 3, cursor: first.next });
      const { rows } = await query('select extract(epoch from next_at - now())::float8 / 60 as minutes from monitor');

      expect([...first.items, ...second.items].map(run => run.verdict)).toEqual([
        'pass',
        'inconclusive',
        'fail',
        'pass',
      ]);
      expect(second.next).toBeNull();
      expect(first.items[1]).toMatchObject({ ...unclear, revision: 1, channel: 'preview' });
      expect(await monitors.summary(id)).toMatchObject({
        channel: 'preview',
        runs: 4,
        passes: 2,
        inconclusive: 1,
        p95Ms: 40,
        last: { verdict: 'pass' },
        drift: null,
      });
      const { minutes } = rows[0] as { minutes: number };
      expect(minutes).toBeGreaterThan(14);
      expect(minutes).toBeLessThan(15.1);
      await expect(monitors.runs(id, { limit: 3, cursor: 'x' })).rejects.toMatchObject({ code: 'cursor-invalid' });
    });

    it('takes its times from the database, whatever the clock of the worker says', async () => {
      const { id } = await watched.inPreview();
      jest.useFakeTimers({
        now: Date.now() + 400 * 86_400_000,
        doNotFake: [
          'nextTick',
          'setImmediate',
          'setTimeout',
          'setInterval',
          'clearTimeout',
          'clearInterval',
          'queueMicrotask',
          'performance',
          'hrtime',
        ],
      });
      try {
        expect(await monitors.settle(await claimed(), passed, rules)).toBe('unchanged');
        expect(await monitors.claim(60)).toBeNull();
      } finally {
        jest.useRealTimers();
      }
      const { rows } = await query(
        `select abs(extract(epoch from now() - finished_at)) < 60 and started_at <= finished_at
                and m.next_at between now() and now() + interval '15 minutes' as right
           from monitor_run r join monitor m using (submission_id) where submission_id = $1`,
        [id],
      );
      expect(rows).toEqual([{ right: true }]);
    });

    it('that its worker died over is made again and recorded once', async () => {
      const { id } = await watched.inPreview();
      const dead = await claimed();
      expect(await monitors.claim(60)).toBeNull();
      await query(`update monitor set lease_until = now() - interval '1 second'`);
      const next = await claimed();

      expect(next).toMatchObject({ attempts: 2, fence: dead.fence + 1 });
      expect(await monitors.renew(dead, 60)).toBe(false);
      expect(await monitors.settle(dead, passed, rules)).toBeNull();
      expect(await monitors.settle(next, passed, rules)).toBe('unchanged');
      expect(await monitors.settle(next, passed, rules)).toBeNull();
      expect((await monitors.runs(id, { limit: 10, cursor: null })).items).toHaveLength(1);
    });

    it('of eight workers at once is given to one', async () => {
      await watched.inPreview();
      const given = await Promise.all(Array.from({ length: 8 }, () => monitors.claim(60)));

      expect(given.filter(monitor => monitor !== null)).toHaveLength(1);
    });

    it('is served fairly: a flood of one publisher does not make another wait', async () => {
      for (let count = 0; count < 4; count += 1) await watched.inPreview('acme');
      await watched.inPreview('globex');
      const order: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        const monitor = await claimed();
        order.push(monitor.submission.publisher);
        await monitors.settle(monitor, passed, rules);
      }

      expect(order.slice(0, 2).sort()).toEqual(['acme', 'globex']);
      expect(order[2]).toBe('acme');
    });

    it('that hangs holds up its own publisher only, and after it was given up not even that', async () => {
      await watched.inPreview('acme');
      await watched.inPreview('acme');
      const theirs = await watched.inPreview('globex');
      await claimed();

      expect((await claimed()).submission.id).toBe(theirs.id);
      expect(await monitors.claim(60)).toBeNull();
    });

    it('is never a pass without a call', async () => {
      await watched.inPreview();
      const monitor = await claimed();

      await expect(monitors.settle(monitor, { ...passed, calls: 0, goodCalls: 0 }, rules)).rejects.toThrow(/check/);
    });
  });

  describe('the loop', () => {
    /** Runs a loop until so many runs are recorded of a submission. */
    const loopUntil = async (
      id: string,
      count: number,
      run: (monitor: ClaimedMonitor, signal: AbortSignal) => Promise<RunResult>,
      limitSeconds = 60,
    ) => {
      const log = keptLog();
      const loop = createMonitoring({ monitors, run, rulesetDigest: rules, log, limitSeconds, pollMs: 20 });
      loop.start();
      try {
        for (let tries = 0; tries < 400; tries += 1) {
          const { items } = await monitors.runs(id, { limit: 10, cursor: null });
          if (items.length >= count) return { items, log };
          await new Promise(resolve => setTimeout(resolve, 50));
        }
        throw new Error('The runs did not come.');
      } finally {
        await loop.stop();
      }
    };

    it('gives up a run that never ends: it proves nothing, is nobody’s pass, and the others run', async () => {
      const hanging = await watched.inPreview('acme');
      const other = await watched.inPreview('globex');
      const run = (monitor: ClaimedMonitor) =>
        monitor.submission.id === hanging.id ? new Promise<RunResult>(() => undefined) : Promise.resolve(passed);
      const { items } = await loopUntil(hanging.id, 1, run, 0.3);

      expect(items).toMatchObject([
        { verdict: 'inconclusive', fault: 'upstream', calls: 0, note: expect.stringContaining('given up') },
      ]);
      expect((await loopUntil(other.id, 1, run, 0.3)).items).toMatchObject([{ verdict: 'pass' }]);
    });

    it('gives a run back when it is stopped, so that another worker starts it at once', async () => {
      const { id } = await watched.inPreview();
      let began: () => void;
      const begun = new Promise<void>(resolve => (began = resolve));
      const loop = createMonitoring({
        monitors,
        run: (_, signal) => {
          began();
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('aborted'))),
          );
        },
        rulesetDigest: rules,
        log: keptLog(),
      });
      loop.start();
      await begun;
      await loop.stop();

      expect(await claimed()).toMatchObject({ attempts: 1, submission: { id } });
    });

    it('does not run again what killed every worker', async () => {
      const { id } = await watched.inPreview();
      await query('update monitor set attempts = 3');
      const run = jest.fn(() => Promise.resolve(passed));
      const { items } = await loopUntil(id, 1, run);

      expect(run).not.toHaveBeenCalled();
      expect(items).toMatchObject([{ verdict: 'inconclusive', fault: 'ours' }]);
    });

    it('lives through a fault and goes on', async () => {
      const { id } = await watched.inPreview();
      jest.spyOn(monitors, 'claim').mockRejectedValueOnce(new Error('The database is away.'));
      const { items, log } = await loopUntil(id, 1, () => Promise.resolve(passed));

      expect(log.lines).toContainEqual(
        expect.objectContaining({ level: 'warn', sentence: expect.stringContaining('broke off') }),
      );
      expect(items).toMatchObject([{ verdict: 'pass' }]);
    });
  });

  describe('drift', () => {
    it('opens after failing runs in a row, is passed over by what proves nothing, and cures itself', async () => {
      const { id } = await watched.inPublic();

      expect(await record([failed, unclear, failed])).toEqual(['unchanged', 'unchanged', 'unchanged']);
      expect(await record([failed, failed])).toEqual(['drifted', 'unchanged']);
      expect((await monitors.summary(id))?.drift).toMatchObject({
        findings: ['It answers otherwise.'],
        suspendedAt: null,
      });
      expect(await record([passed, unclear])).toEqual(['unchanged', 'unchanged']);
      expect((await monitors.drifts([id])).size).toBe(1);
      expect(await record([passed])).toEqual(['cured']);
      expect((await monitors.drifts([id])).size).toBe(0);
      expect(await actions(id)).toEqual(['connector.drifted', 'connector.cured']);
      const { rows } = await query('select cardinality(runs) as runs, closed_because from drift');
      expect(rows).toEqual([{ runs: 3, closed_because: 'cured' }]);
    });

    it('opens for no version in preview', async () => {
      const { id } = await watched.inPreview();

      expect(await record([failed, failed, failed, failed])).toEqual(Array(4).fill('unchanged'));
      expect((await monitors.drifts([id])).size).toBe(0);
    });

    it('suspends by policy, once, by the clock of the database', async () => {
      const { id } = await watched.inPublic();
      const strict = monitorsWith({ suspendAfterHours: 2 });
      await record([failed, failed, failed], strict);

      expect(await strict.suspendDue()).toEqual([]);
      await query('alter table drift disable trigger guard_drift');
      await query(`update drift set opened_at = opened_at - interval '3 hours'`);
      await query('alter table drift enable trigger guard_drift');
      expect(await monitors.suspendDue()).toEqual([]);
      expect(await strict.suspendDue()).toEqual([id]);
      expect(await strict.suspendDue()).toEqual([]);
      expect((await monitors.drifts([id])).get(id)?.suspendedAt).toEqual(expect.any(String));
      expect(await record([passed, passed], strict)).toEqual(['unchanged', 'cured']);
      expect(await actions(id)).toEqual(['connector.drifted', 'connector.suspended', 'connector.cured']);
    });

    it('ends with the version, when a newer one takes its place', async () => {
      const { id } = await watched.inPublic('acme', 'items');
      await record([failed, failed, failed]);
      await watched.inPublic('acme', 'items', { version: '1.1.0' });

      expect((await monitors.drifts([id])).size).toBe(0);
      expect((await query('select closed_because from drift')).rows).toEqual([{ closed_because: 'superseded' }]);
    });

    it('is a fact: the database refuses one without failing runs, a second, a change, and a cure without a pass', async () => {
      const { id } = await watched.inPublic();
      const open = (runs: string[]) =>
        query(`insert into drift (id, submission_id, runs, findings) values (gen_random_uuid()::text, $1, $2, '[]')`, [
          id,
          runs,
        ]);
      await record([passed, unclear]);
      const ids = async () => (await monitors.runs(id, { limit: 10, cursor: null })).items.map(run => run.id);

      await expect(open(await ids())).rejects.toMatchObject({ code: 'ZA001' });
      await record([failed, failed, failed]);
      const failing = (await ids()).slice(0, 3);
      await expect(open(failing)).rejects.toMatchObject({ constraint: 'drift_open_once' });
      await expect(query(`update drift set findings = '["x"]'`)).rejects.toMatchObject({ code: 'ZA001' });
      await expect(query('delete from drift')).rejects.toMatchObject({ code: 'ZA001' });
      await expect(query(`update drift set closed_at = now(), closed_because = 'cured'`)).rejects.toMatchObject({
        code: 'ZA001',
      });
    });
  });

  describe('the connection to watch with', () => {
    const connector = { publisher: 'acme', connector: 'items' };

    it('is sealed, replaced, changed only while it is as expected, and removed; the trail names no value', async () => {
      await watched.inPublic('acme', 'items', { signedIn: true });
      const watch = new PostgresWatchConnections(its.database.dataSource, masterKey);
      await watch.set(connector, { api_key: 'first-secret', other: 'x' }, 'someone');
      await watch.set(connector, { api_key: 'second-secret' }, 'someone');

      expect(await watch.get(connector)).toEqual({ api_key: 'second-secret' });
      expect(await watch.change(connector, { from: { api_key: 'first-secret' }, to: { api_key: 'z' } })).toBe(false);
      expect(await watch.change(connector, { from: { api_key: 'second-secret' }, to: { api_key: 'z' } })).toBe(true);
      expect(await watch.get(connector)).toEqual({ api_key: 'z' });
      const stored = JSON.stringify(
        (await query('select encode(sealed, $1) as s from watch_credential', ['escape'])).rows,
      );
      expect(stored).not.toContain('secret');
      await watch.remove(connector, 'someone');
      await watch.remove(connector, 'someone');
      expect(await watch.get(connector)).toBeNull();
      const trail = (await query(`select action, details::text from audit where action like 'watch%' order by seq`))
        .rows;
      expect(trail.map(row => (row as { action: string }).action)).toEqual([
        'watch-connection.set',
        'watch-connection.set',
        'watch-connection.removed',
      ]);
      expect(JSON.stringify(trail)).not.toContain('secret');
      await expect(watch.set({ publisher: 'acme', connector: 'none' }, { a: 'b' }, 'x')).rejects.toMatchObject({
        code: 'connector-not-found',
      });
    });

    it('makes the monitor run soon, and is re-wrapped with the vault', async () => {
      await watched.inPublic('acme', 'items', { signedIn: true });
      await record([unclear]);
      const watch = new PostgresWatchConnections(its.database.dataSource, masterKey);
      expect(await monitors.claim(60)).toBeNull();
      await watch.set(connector, { api_key: 'k' }, 'someone');
      const replaced = randomBytes(32);
      await rotateVault(its.database.dataSource, masterKey, replaced);

      expect(await claimed()).toMatchObject({ channel: 'public' });
      expect(await new PostgresWatchConnections(its.database.dataSource, replaced).get(connector)).toEqual({
        api_key: 'k',
      });
      await expect(watch.set(connector, { api_key: 'x' }, 'someone')).rejects.toMatchObject({
        code: 'vault-key-retired',
      });
      await expect(new PostgresConnections(its.database.dataSource, masterKey).get('none')).resolves.toBeNull();
    });
  });
});
