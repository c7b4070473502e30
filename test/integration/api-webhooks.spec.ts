import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { deliveryPage, newWebhook, webhookList } from '../../src/api/schemas.js';
import { openingOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { formOf, startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { startReceiver } from '../support/webhook-receiver.js';
import { createWorld } from '../support/world.js';

jest.setTimeout(90_000);

describe('webhooks through the API', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const events = ['submission.opened', 'submission.public'];
  const register = (token: string, body: object = {}, headers = {}) =>
    its.service.ask('/publishers/acme/webhooks', token, {
      json: { url: 'https://hooks.example.com/in?k=1', events, ...body },
      headers,
    });
  const registered = async () => newWebhook.parse(await (await register(its.tokens.acme)).json());
  const remove = (id: string, token = its.tokens.acme) =>
    its.service.ask(`/webhooks/${id}`, token, { method: 'DELETE' });

  it('show their secret once, also to a repeated request', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await register(its.tokens.acme, {}, headers);
    const { webhook, secret } = newWebhook.parse(await first.json());
    const again = newWebhook.parse(await (await register(its.tokens.acme, {}, headers)).json());
    const list = webhookList.parse(await (await its.service.ask('/publishers/acme/webhooks', its.tokens.acme)).json());

    expect(first.status).toBe(201);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(again).toEqual({ webhook, secret: null });
    expect(list.items).toEqual([webhook]);
    expect((await remove(webhook.id)).status).toBe(204);
    expect((await remove(webhook.id)).status).toBe(404);
  });

  it.each([
    'http://hooks.example.com/',
    'https://user:word@hooks.example.com/',
    'https://hooks.example.com/#part',
    'https://hooks.example.com:22/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'no url',
  ])('refuse to deliver to %s', async url => {
    const answer = await register(its.tokens.acme, { url });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'webhook-url-refused' });
  });

  it('list deliveries in pages, and send one again', async () => {
    const { webhook } = await registered();
    for (let count = 0; count < 3; count += 1)
      await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
    const seen: string[] = [];
    for (let query = ''; ;) {
      const answer = await its.service.ask(`/webhooks/${webhook.id}/deliveries?limit=2${query}`, its.tokens.acme);
      const { items, next } = deliveryPage.parse(await answer.json());
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      query = `&cursor=${next}`;
    }
    const again = await its.service.ask(`/deliveries/${seen[0]}/replay`, its.tokens.acme, { method: 'POST' });

    expect(new Set(seen).size).toBe(3);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ id: seen[0], state: 'due', event: 'submission.opened' });
    await remove(webhook.id);
  });

  it('of another publisher do not exist, for reviewers neither', async () => {
    const { webhook } = await registered();
    await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
    const page = await its.service.ask(`/webhooks/${webhook.id}/deliveries`, its.tokens.acme);
    const [delivery] = deliveryPage.parse(await page.json()).items;
    const asked = async (path: string, token: string, method: string, json?: object) => {
      const answer = await its.service.ask(path, token, { method, ...(json && { json }) });
      const { code } = (await answer.json()) as { code: string };
      return [answer.status, code];
    };

    const { globex, reviewer } = its.tokens;
    const list = '/publishers/acme/webhooks';
    expect(await asked(list, globex, 'GET')).toEqual([404, 'publisher-not-found']);
    expect(await asked(list, reviewer, 'GET')).toEqual([404, 'publisher-not-found']);
    const body = { url: 'https://x.example/', events };
    expect(await asked(list, globex, 'POST', body)).toEqual([404, 'publisher-not-found']);
    for (const id of [webhook.id, randomUUID()]) {
      expect(await asked(`/webhooks/${id}`, globex, 'DELETE')).toEqual([404, 'webhook-not-found']);
      expect(await asked(`/webhooks/${id}/enable`, globex, 'POST')).toEqual([404, 'webhook-not-found']);
      expect(await asked(`/webhooks/${id}/deliveries`, globex, 'GET')).toEqual([404, 'webhook-not-found']);
    }
    for (const id of [delivery?.id, randomUUID()])
      expect(await asked(`/deliveries/${id}/replay`, globex, 'POST')).toEqual([404, 'delivery-not-found']);
    await remove(webhook.id);
  });
});

describe('webhooks of a service that is killed', () => {
  it('are told everything after it starts again', async () => {
    const world = await createWorld();
    const receiver = await startReceiver();
    let service: Service | null = null;
    try {
      const settings = {
        DATABASE_URL: world.database.url,
        ASSAY_MASTER_KEY: randomBytes(32).toString('hex'),
        ASSAY_EGRESS_ALLOW: receiver.host,
      };
      receiver.state.answer = () => undefined;
      service = await startService(settings);
      const account = world.people.submitter;
      const request = { name: 'test', scopes: ['read', 'submit'] as const, expiresInDays: 1 };
      const { secret: token } = await world.accounts.createToken(account, request, 'assay');
      const events = ['submission.opened', 'submission.returned'];
      const made = await service.ask('/publishers/acme/webhooks', token, { json: { url: receiver.url, events } });
      expect(made.status).toBe(201);
      const body = formOf({ publisher: 'acme', connector: 'library' }, Buffer.from('no zip at all'));
      expect((await service.ask('/submissions', token, { method: 'POST', body })).status).toBe(202);
      while (receiver.received.length === 0) await delay(50);
      await service.stop('SIGKILL');

      receiver.state.answer = response => response.writeHead(204).end();
      await world.database.query(
        `update delivery set lease_until = now() - interval '1 second' where state = 'sending'`,
      );
      await world.database.query(`update step set lease_until = now() - interval '1 second' where state = 'LEASED'`);
      service = await startService(settings);
      const told = () =>
        new Set(receiver.received.slice(1).map(({ body: sent }) => (JSON.parse(sent) as { type: string }).type));
      for (let tries = 0; tries < 400 && told().size < 2; tries += 1) await delay(100);

      expect([...told()].sort()).toEqual(events);
      const [first, ...others] = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(others).toContain(first);
    } finally {
      await service?.stop();
      await receiver.close();
      await world.database.close();
    }
  });
});
