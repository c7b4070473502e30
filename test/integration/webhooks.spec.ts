import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { rotateVault } from '../../src/adapters/postgres/rotate-vault.js';
import { PostgresWebhooks } from '../../src/adapters/postgres/webhooks.js';
import { webhookEvents } from '../../src/core/webhook.js';
import { parseEgressAllow, publicOnly } from '../../src/runtime/egress-policy.js';
import { sendWebhook } from '../../src/runtime/send-webhook.js';
import { createDeliverer } from '../../src/worker/deliverer.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { keptLog } from '../support/kept-log.js';
import { startReceiver } from '../support/webhook-receiver.js';
import { createWorld, renewedWorld } from '../support/world.js';
import type { World } from '../support/world.js';

jest.setTimeout(60_000);

const masterKey = randomBytes(32);

describe('webhooks', () => {
  let its: World;
  let webhooks: PostgresWebhooks;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => (its = await createWorld(10)));
  beforeEach(async () => {
    its = await renewedWorld(its);
    webhooks = new PostgresWebhooks(its.database.dataSource, masterKey);
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());
  afterAll(() => its.database.close());

  const register = (publisher = 'acme', url = receiver.url) =>
    webhooks.create({ id: randomUUID(), publisher, url, events: webhookEvents }, its.people.submitter);
  const open = (publisher = 'acme') => its.ledger.open(openingOf({ publisher, by: its.people.submitter }));
  const deliveries = async (id: string) => (await webhooks.deliveries(id, { limit: 50, cursor: null })).items;
  const delivererWith = (policy = parseEgressAllow(receiver.host)) => {
    const log = keptLog();
    const send: Parameters<typeof createDeliverer>[0]['send'] = (delivery, signal) =>
      sendWebhook(delivery, policy, new Date(), signal);
    return { ...createDeliverer({ webhooks, send, log }), log };
  };
  /** Runs a deliverer until the newest delivery of a webhook is as expected. */
  const deliverUntil = async (id: string, state: string, deliverer = delivererWith()) => {
    deliverer.start();
    try {
      for (let tries = 0; tries < 200; tries += 1) {
        const [newest] = await deliveries(id);
        if (newest?.state === state && newest.attempts.length > 0) return newest;
        await delay(100);
      }
      throw new Error(`No delivery became ${state}: ${JSON.stringify(await deliveries(id))}`);
    } finally {
      await deliverer.stop();
    }
  };
  const dueNow = () => its.database.query(`update delivery set due_at = now() where state = 'due'`);

  it('are told of each change of their publisher’s submissions, signed', async () => {
    const { webhook, secret } = await register();
    await register('globex');
    const { id } = await open();
    await deliverUntil(webhook.id, 'delivered');
    const [sent] = receiver.received;

    expect(receiver.received).toHaveLength(1);
    expect(sent?.path).toBe('/hook?of=acme');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      type: 'submission.opened',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
      data: { submission: id, publisher: 'acme', stage: 'intake', state: 'running', revision: 1 },
    });
    // As a receiver proves it, by the specification alone.
    const { 'webhook-id': message, 'webhook-timestamp': time, 'webhook-signature': signature } = sent?.headers ?? {};
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key)
      .update(`${String(message)}.${String(time)}.${sent?.body}`)
      .digest('base64');
    expect(key).toHaveLength(32);
    expect(signature).toBe(`v1,${expected}`);
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('are told of the whole way, one notice a change', async () => {
    const { webhook } = await register();
    const { id } = await open();
    const step = await claimAt(its.ledger, 'preview');
    await end(its.ledger, step, outcomeOf(step));
    const { digest } = await its.ledger.get(id);
    await its.ledger.change(id, decision('return', its.people.reviewer, digest ?? ''));
    const told = await deliveries(webhook.id);

    expect(told.map(({ event }) => event).sort()).toEqual(
      [
        'submission.opened',
        ...Array.from({ length: 4 }, () => 'submission.advanced'),
        'submission.waiting',
        'submission.returned',
      ].sort(),
    );
    expect(new Set(told.map(({ message }) => message)).size).toBe(told.length);
  });

  it('are told nothing of a change that did not happen', async () => {
    const { webhook } = await register();
    const { id } = await open();
    await expect(
      its.ledger.change(id, () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');

    expect(await deliveries(webhook.id)).toHaveLength(1);
  });

  it.each([
    ['an answer of 500', 500, {}],
    ['a redirect, which is not followed', 307, { location: '/elsewhere' }],
  ])('try again after %s, with the same message id', async (_, status, headers) => {
    const { webhook } = await register();
    await open();
    receiver.state.answer = response => response.writeHead(status, headers).end('Not <now>.');
    const failed = await deliverUntil(webhook.id, 'due');
    receiver.state.answer = response => response.writeHead(200).end('Thanks.');
    await dueNow();
    const taken = await deliverUntil(webhook.id, 'delivered');

    expect(failed.attempts).toMatchObject([{ status, failure: null, answer: 'Not <now>.' }]);
    expect(taken.attempts).toMatchObject([{ status: 200, answer: 'Thanks.' }, { status }]);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?of=acme', '/hook?of=acme']);
    const ids = receiver.received.map(({ headers: sent }) => sent['webhook-id']);
    expect(ids).toEqual([taken.message, taken.message]);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
    expect(await webhooks.get(webhook.id)).toMatchObject({ failingSince: null });
  });

  it('give a slow receiver ten seconds, and do not let it hold up another publisher', async () => {
    const slow = await register();
    const quickReceiver = await startReceiver();
    const quick = await register('globex', quickReceiver.url);
    receiver.state.answer = () => undefined;
    await open();
    await open('globex');
    const deliverer = delivererWith(parseEgressAllow(`${receiver.host},${quickReceiver.host}`));
    const began = Date.now();
    deliverer.start();
    try {
      while ((await deliveries(quick.webhook.id))[0]?.state !== 'delivered') await delay(50);
      const quickMs = Date.now() - began;
      while ((await deliveries(slow.webhook.id))[0]?.state !== 'due') await delay(100);

      expect(quickMs).toBeLessThan(8_000);
      expect(await deliveries(slow.webhook.id)).toMatchObject([
        { attempts: [{ status: null, failure: expect.stringContaining('not finished in time') }] },
      ]);
    } finally {
      await deliverer.stop();
      await quickReceiver.close();
    }
  });

  it('read no huge answer, keep little of a long one, and none of the secret', async () => {
    const { webhook, secret } = await register();
    await open();
    receiver.state.answer = response => {
      response.writeHead(200);
      const more = () => {
        if (!response.destroyed && response.write('x'.repeat(65_536))) setImmediate(more);
        else if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    const huge = await deliverUntil(webhook.id, 'due');
    receiver.state.answer = (response, { headers }) =>
      response.writeHead(200).end(`${secret} ${String(headers['webhook-signature'])} ${'y'.repeat(5_000)}`);
    await dueNow();
    const long = await deliverUntil(webhook.id, 'delivered');

    expect(huge.attempts[0]?.failure).toContain('larger than');
    expect(long.attempts[0]?.answer).toMatch(/^\[redacted\] \[redacted\] y{400,480}$/);
  });

  it('reach no private address that the administrator did not allow', async () => {
    const { webhook } = await register('acme', 'https://127.0.0.1/hook');
    const named = await register('acme', receiver.url);
    await open();
    await deliverUntil(webhook.id, 'due', delivererWith(publicOnly));
    await dueNow();
    await deliverUntil(named.webhook.id, 'due', delivererWith(publicOnly));

    expect(receiver.received).toEqual([]);
    expect((await deliveries(webhook.id))[0]?.attempts[0]?.failure).toContain('may not be reached');
  });

  it('lose nothing when the process dies between sending and recording: it is sent again', async () => {
    const { webhook } = await register();
    await open();
    // A worker that claimed, sent, and died.
    const claimed = await webhooks.claim(60);
    expect(claimed).not.toBeNull();
    if (claimed?.secret == null) throw new Error('nothing was claimed');
    await sendWebhook(
      { ...claimed, secret: claimed.secret },
      parseEgressAllow(receiver.host),
      new Date(),
      AbortSignal.timeout(9_000),
    );
    expect(await webhooks.claim(60)).toBeNull();
    await its.database.query(`update delivery set lease_until = now() - interval '1 second' where state = 'sending'`);
    const taken = await deliverUntil(webhook.id, 'delivered');

    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([taken.message, taken.message]);
    // What the dead worker may still say is void.
    const late = { status: 500, failure: null, answer: '', ms: 1 };
    expect(await webhooks.settle(claimed, late, { state: 'parked', disable: 'x' })).toBe(false);
    expect((await deliveries(webhook.id))[0]?.state).toBe('delivered');
  });

  it('are sent again what a stopping process broke off', async () => {
    const { webhook } = await register();
    await open();
    receiver.state.answer = () => undefined;
    const first = delivererWith();
    first.start();
    while (receiver.received.length === 0) await delay(20);
    await first.stop();
    receiver.state.answer = response => response.writeHead(204).end();
    await its.database.query(`update delivery set lease_until = now() - interval '1 second' where state = 'sending'`);

    expect(await deliverUntil(webhook.id, 'delivered')).toMatchObject({ attempts: [{ status: 204 }] });
  });

  it('are disabled after long failure, told why, and get what they missed by replay', async () => {
    const { webhook } = await register();
    await open();
    receiver.state.answer = response => response.writeHead(503).end();
    await its.database.query(`update delivery set attempts = 8`);
    await its.database.query(`update webhook set failing_since = now() - interval '30 hours'`);
    await deliverUntil(webhook.id, 'parked');
    const disabled = await webhooks.get(webhook.id);
    const missed = await open();
    const [newest] = await deliveries(webhook.id);

    expect(disabled).toMatchObject({ disabledReason: 'The receiver took nothing for 30 hours.' });
    expect(newest).toMatchObject({ submissionId: missed.id, state: 'parked', attempts: [] });
    await expect(webhooks.replay(newest?.id ?? '', its.people.submitter)).rejects.toMatchObject({
      code: 'webhook-disabled',
    });

    receiver.state.answer = response => response.writeHead(204).end();
    await webhooks.enable(webhook.id, its.people.submitter);
    expect(await webhooks.replay(newest?.id ?? '', its.people.submitter)).toMatchObject({ state: 'due' });
    const taken = await deliverUntil(webhook.id, 'delivered');
    expect(taken).toMatchObject({ message: newest?.message });
    const audit = await its.database.query(
      `select action from audit where action ~ '^(webhook|delivery)' order by seq`,
    );
    expect(audit.rows.map((row: { action: string }) => row.action)).toEqual([
      'webhook.created',
      'webhook.disabled',
      'webhook.enabled',
      'delivery.replayed',
    ]);
  });

  it('that were removed are told nothing more', async () => {
    const { webhook } = await register();
    await open();
    await webhooks.remove(webhook.id, its.people.submitter);
    await open();

    expect(await webhooks.claim(60)).toBeNull();
    await expect(webhooks.get(webhook.id)).rejects.toMatchObject({ code: 'webhook-not-found' });
    expect((await its.database.query('select count(*)::int as n from delivery')).rows).toEqual([{ n: 1 }]);
  });

  it('keep their secret in the vault only, also when the master key is replaced', async () => {
    const { webhook, secret } = await register();
    await open();
    const stored = await its.database.query(
      `select encode(sealed || wrapped_key, 'escape') as bytes, w::text from webhook w`,
    );
    expect(JSON.stringify(stored.rows)).not.toContain(secret.slice(10, 30));

    const next = randomBytes(32);
    expect(await rotateVault(its.database.dataSource, masterKey, next)).toMatchObject({ records: 1 });
    await expect(register()).rejects.toMatchObject({ code: 'vault-key-retired' });
    const reopened = new PostgresWebhooks(its.database.dataSource, next);
    expect((await reopened.claim(60))?.secret).toBe(secret);
    expect((await reopened.list('acme')).map(({ id }) => id)).toEqual([webhook.id]);
  });

  it('are limited in number', async () => {
    for (let count = 0; count < 10; count += 1) await register();

    await expect(register()).rejects.toMatchObject({ code: 'webhook-limit' });
  });

  it.each([
    'delete from delivery_attempt',
    'delete from delivery',
    `update notice set body = ''`,
    'delete from webhook',
  ])('stay as they were written: %s is refused', async statement => {
    const { webhook } = await register();
    await open();
    await deliverUntil(webhook.id, 'delivered');

    await expect(its.database.query(statement)).rejects.toMatchObject({ code: 'ZA001' });
  });
});
