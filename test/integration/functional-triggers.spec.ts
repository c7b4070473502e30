import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import type { PackageContent } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import { openCallbackHost } from '../../src/runtime/callback-host.js';
import type { CallbackHost } from '../../src/runtime/callback-host.js';
import type { CollectionRunner } from '../../src/stages/functional/collection-runner.js';
import { readRecord } from '../../src/stages/functional/replay/read-record.js';
import { replay } from '../../src/stages/functional/replay/replay.js';
import { childEntry, contentOf, runStage, sampleIdentity, startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

const realNewman = createNewman({ childEntry, memoryMb: 243, idleSeconds: 30 });

/**
 * Plays a collection without its scripts, in this process: what triggers do does not depend on Newman, whose children take seconds to start.
 * The first tests have the real one.
 */
const player: CollectionRunner = {
  refusesStrangers: () => Promise.resolve(null),
  async run(collection, socketPath) {
    const { item, variable = [] } = collection as Played;
    const known = new Map(variable.map(({ key: name, value }) => [name, value]));
    const put = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => known.get(name) ?? whole);
    for (const { request } of item) await play(socketPath, request, put);
    const counts = { requests: item.length, failures: 0, assertions: [], assertionsLeftOut: 0 };
    return { end: 'completed', note: null, isolation: 'none', ...counts };
  },
};

interface Played {
  readonly item: readonly { readonly request: PlayedRequest }[];
  readonly variable?: readonly { readonly key: string; readonly value: string }[];
}

interface PlayedRequest {
  readonly method: string;
  readonly url: string;
  readonly header: readonly { readonly key: string; readonly value: string }[];
  readonly body?: { readonly raw: string };
}

async function play(socketPath: string, { method, url, header, body }: PlayedRequest, put: (text: string) => string) {
  const headers = Object.fromEntries(header.map(({ key: name, value }) => [name, value]));
  const sent = http.request({ socketPath, method, path: put(url.replace(/^http:\/\/[^/]+/, '')), headers });
  sent.end(body === undefined ? undefined : put(body.raw));
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  await once(response.resume(), 'end');
}

const key = 'canary-key-of-the-order-desk-9b31';
const waits = { settleMs: 60, eventMs: 1_500, silenceMs: 500, endMs: 5_000 };

/** What the order desk does otherwise than it should. */
interface Fault {
  /** Refuses subscriptions with this status. */
  readonly refuses?: number;
  readonly location?: 'none' | 'foreign' | 'undeclared';
  readonly silent?: boolean;
  readonly notification?: (order: Order) => unknown;
  readonly by?: string;
  readonly greets?: boolean;
  readonly keepsSubscribers?: boolean;
  readonly refusesEnd?: number;
  readonly refusesSecondOrder?: boolean;
  /** Polls give everything each time, whatever was given before. */
  readonly repeats?: boolean;
  /** Polls never give an order that came after the first poll. */
  readonly pollsAreStale?: boolean;
  readonly pollsFailLater?: number;
  readonly pollsGiveNoList?: boolean;
}

interface Order {
  readonly id: string;
  readonly number: number;
  readonly title: string;
}

/** A desk that takes orders and tells its subscribers of each; a real HTTP API that only this test knows. */
class OrderDesk {
  readonly orders: Order[] = [];
  readonly subscribers = new Map<string, string>();
  readonly ended: string[] = [];
  readonly requests: string[] = [];
  posts = 0;
  polls = 0;
  #server: TestServer | null = null;

  constructor(readonly fault: Fault = {}) {
    for (const title of ['a chair', 'a table']) this.#add(title);
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  async start(): Promise<this> {
    this.#server = await startServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push(`${request.method} ${request.url}`);
        const text = Buffer.concat(chunks).toString();
        const {
          status,
          body,
          headers = {},
        } = this.#answer(
          request.method ?? '',
          new URL(request.url ?? '/', 'http://desk.example.com'),
          text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          request.headers['x-api-key'] === key,
        );
        response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #add(title: string): Order {
    const order = { id: randomUUID(), number: this.posts + this.orders.length + 1, title };
    this.orders.push(order);
    return order;
  }

  #answer(
    method: string,
    { pathname, searchParams }: URL,
    body: Record<string, unknown>,
    signedIn: boolean,
  ): { status: number; body?: unknown; headers?: Record<string, string> } {
    const path = pathname.replace(/^\/v1/, '');
    if (!signedIn) return { status: 401, body: { message: 'Who are you?' } };
    if (method === 'POST' && path === '/orders') return this.#order(body);
    if (method === 'GET' && path === '/orders') return { status: 200, body: { orders: this.orders } };
    if (method === 'GET' && path === '/orders/new') return this.#poll(searchParams);
    const [, orderId] = /^\/orders\/([^/]+)$/.exec(path) ?? [];
    const index = this.orders.findIndex(({ id }) => id === orderId);
    if (method === 'DELETE' && orderId !== undefined) {
      if (index === -1) return { status: 404, body: {} };
      this.orders.splice(index, 1);
      return { status: 204 };
    }
    if (method === 'POST' && /^\/hooks(?:\/orders|\/rain)?$/.test(path)) return this.#subscribe(body);
    const [, hookId] = /^\/(?:hooks|elsewhere)\/([^/]+)$/.exec(path) ?? [];
    if (method === 'DELETE' && hookId !== undefined) return this.#end(hookId);
    return { status: 404, body: {} };
  }

  #order(body: Record<string, unknown>) {
    if (typeof body.title !== 'string') return { status: 400, body: { message: 'no title' } };
    this.posts += 1;
    if (this.fault.refusesSecondOrder === true && this.posts > 1) return { status: 409, body: { message: 'again?' } };
    const order = this.#add(body.title);
    if (this.fault.silent !== true) for (const url of this.subscribers.values()) void this.#tell(url, order);
    return { status: 201, body: order };
  }

  async #tell(url: string, order: Order): Promise<void> {
    const { notification = one => ({ order: one, secret: key }), by = 'POST' } = this.fault;
    await fetch(url, { method: by, headers: { 'x-desk': key }, body: JSON.stringify(notification(order)) }).catch(
      () => null,
    );
  }

  #subscribe(body: Record<string, unknown>) {
    const { refuses, location, greets } = this.fault;
    const { callback } = (body.target ?? {}) as { callback?: string };
    if (refuses !== undefined) return { status: refuses, body: { message: 'No subscriptions today.' } };
    if (typeof callback !== 'string' || !callback.startsWith('http'))
      return { status: 400, body: { message: 'no target' } };
    const id = randomUUID();
    this.subscribers.set(id, callback);
    if (greets === true) void fetch(callback, { method: 'POST', body: '{"hello":"there"}' });
    const places = {
      none: null,
      foreign: `http://elsewhere.example.com/v1/hooks/${id}`,
      undeclared: `/v1/elsewhere/${id}`,
    };
    const place = location === undefined ? `/v1/hooks/${id}` : places[location];
    return { status: 201, body: { id }, ...(place !== null && { headers: { location: place } }) };
  }

  #end(id: string) {
    if (this.fault.refusesEnd !== undefined) return { status: this.fault.refusesEnd, body: { message: 'no' } };
    if (!this.subscribers.has(id)) return { status: 404, body: {} };
    this.ended.push(id);
    if (this.fault.keepsSubscribers !== true) this.subscribers.delete(id);
    return { status: 204 };
  }

  #poll(query: URLSearchParams) {
    const { repeats, pollsAreStale, pollsFailLater, pollsGiveNoList } = this.fault;
    this.polls += 1;
    if (pollsFailLater !== undefined && this.polls > 3) return { status: pollsFailLater, body: { message: 'no' } };
    if (pollsGiveNoList === true) return { status: 200, body: { count: 1 } };
    const after = Number(query.get('after') ?? '0');
    const known = pollsAreStale === true ? this.orders.slice(0, 2) : this.orders;
    const orders = known.filter(({ number }) => repeats === true || number > after).sort((a, b) => b.number - a.number);
    return orders.length === 0 ? { status: 202 } : { status: 200, body: { orders } };
  }
}

const order = {
  type: 'object',
  required: ['id', 'number', 'title'],
  properties: { id: { type: 'string' }, number: { type: 'integer' }, title: { type: 'string' } },
};

const answer = (status: string, schema?: object) => ({ [status]: { description: 'Done', ...(schema && { schema }) } });

/** The definition of the desk's connector: orders, a webhook, what ends it, and a polling trigger. */
function definition() {
  const id = (name: string) => ({ name, in: 'path', required: true, type: 'string' });
  const hook = {
    type: 'object',
    required: ['target'],
    properties: {
      target: {
        type: 'object',
        required: ['callback'],
        'x-ms-visibility': 'internal',
        properties: { callback: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
      },
    },
  };
  return {
    swagger: '2.0',
    info: { title: 'Order desk', version: '1.0.0' },
    host: 'desk.example.com',
    basePath: '/v1',
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
    security: [{ api_key: [] }],
    paths: {
      '/orders': {
        get: {
          operationId: 'ListOrders',
          responses: answer('200', { type: 'object', properties: { orders: { type: 'array', items: order } } }),
        },
        post: {
          operationId: 'CreateOrder',
          parameters: [
            {
              name: 'body',
              in: 'body',
              required: true,
              schema: {
                type: 'object',
                required: ['title'],
                properties: { title: { type: 'string', example: 'a lamp' } },
              },
            },
          ],
          responses: answer('201', order),
        },
      },
      '/orders/{orderId}': {
        delete: { operationId: 'DeleteOrder', parameters: [id('orderId')], responses: answer('204') },
      },
      '/hooks/orders': {
        'x-ms-notification-content': {
          schema: { type: 'object', required: ['order'], properties: { order, secret: { type: 'string' } } },
        },
        post: {
          operationId: 'WhenOrderIsAdded',
          summary: 'When an order is added',
          'x-ms-trigger': 'single',
          parameters: [{ name: 'hook', in: 'body', required: true, schema: hook }],
          responses: answer('201', { type: 'object', properties: { id: { type: 'string' } } }),
        },
      },
      '/hooks/{hookId}': {
        delete: {
          operationId: 'EndHook',
          'x-ms-visibility': 'internal',
          parameters: [id('hookId')],
          responses: answer('204'),
        },
      },
      '/orders/new': {
        get: {
          operationId: 'PollOrders',
          summary: 'When there are new orders',
          'x-ms-trigger': 'batch',
          parameters: [{ name: 'after', in: 'query', type: 'string', 'x-ms-visibility': 'internal' }],
          responses: {
            ...answer('200', { type: 'object', properties: { orders: { type: 'array', items: order } } }),
            ...answer('202'),
          },
        },
      },
    } as Record<string, Record<string, unknown>>,
  };
}

const parameter = (name: string) => `x-ms-apimTemplateParameter.${name}`;
const policies = [
  {
    templateId: 'pollingtrigger',
    type: 'PollingTrigger',
    title: 'only what is new',
    parameters: {
      'x-ms-apimTemplate-operationName': ['PollOrders'],
      [parameter('triggerConfig')]: { after: '@{triggerBody().orders[0].number}' },
      [parameter('triggerDataPath')]: '@triggerBody().orders',
    },
  },
];

function connector(
  change: (changed: ReturnType<typeof definition>) => void = () => undefined,
  { values, withPolicies = true }: { values?: object; withPolicies?: boolean } = {},
): PackageContent {
  const changed = definition();
  change(changed);
  const properties = {
    properties: {
      connectionParameters: { api_key: { type: 'securestring' } },
      policyTemplateInstances: withPolicies ? policies : [],
    },
  };
  return contentOf(
    new Map([
      [packageFileNames.definition, JSON.stringify(changed)],
      [packageFileNames.properties, JSON.stringify(properties)],
      ...(values === undefined ? [] : ([['tests/values.json', JSON.stringify(values)]] as const)),
    ]),
  );
}

/** What of the record these tests look at. */
interface TriggerRecord {
  readonly leftovers: readonly unknown[];
  readonly triggers: readonly {
    readonly case: string;
    readonly notifications: readonly { readonly phase: string }[];
  }[];
  readonly coverage: {
    readonly totals: Readonly<Record<string, number>>;
    readonly operations: readonly {
      readonly operationId: string;
      readonly cases: readonly { readonly kind: string; readonly verdict: string }[];
      readonly untested: readonly { readonly reason: string }[];
    }[];
  };
}

describe('triggers, tested as what they are', () => {
  let callbacks: CallbackHost;
  const desks: OrderDesk[] = [];

  beforeAll(async () => {
    callbacks = await openCallbackHost({ host: '127.0.0.1', port: 0, publicUrl: null, now: () => new Date() });
  });
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.stop();
  });
  afterAll(async () => {
    await callbacks.close();
    await realNewman.close();
  });

  const desk = async (fault?: Fault) => {
    const started = await new OrderDesk(fault).start();
    desks.push(started);
    return started;
  };

  const test = async (
    api: OrderDesk,
    content = connector(),
    {
      heard = true,
      newman = player,
      signal,
    }: { heard?: boolean; newman?: CollectionRunner; signal?: AbortSignal } = {},
  ) => {
    const run = await runStage(content, {
      newman,
      origin: api.url,
      connection: { api_key: key },
      egress: `desk.example.com=${api.url}`,
      limits: { triggers: waits },
      ...(heard && { callbacks }),
      ...(signal && { signal }),
    });
    const told = run.report.findings.filter(({ severity }) => severity !== 'info');
    const record = JSON.parse(run.evidence) as TriggerRecord;
    const again = await replay(readRecord(Buffer.from(run.evidence)), content, sampleIdentity);
    expect(again.report).toEqual({ checks: run.report.checks, findings: run.report.findings });
    const verdicts = (operationId: string) =>
      record.coverage.operations
        .find(one => one.operationId === operationId)
        ?.cases.map(({ kind, verdict }) => `${kind} ${verdict}`) ?? [];
    return { ...run, record, told, verdicts, rules: told.map(({ rule, severity }) => `${severity} ${rule}`) };
  };

  it('subscribes, causes the event, reads the notification, ends the subscription, and leaves nothing behind', async () => {
    const api = await desk();

    const { report, told, record, verdicts, evidence } = await test(api, connector(), { newman: realNewman });

    expect(told).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
    expect(report.checks.filter(({ state }) => state !== 'ran')).toEqual([]);
    expect(record.coverage.totals).toMatchObject({ operations: 6, tested: 6, triggers: 2, triggersTested: 2 });
    expect(verdicts('WhenOrderIsAdded')).toEqual(['webhook passed']);
    expect(verdicts('PollOrders')).toContain('polling passed');
    expect(verdicts('EndHook')).toEqual(['success passed']);
    expect(record.triggers.flatMap(({ notifications }) => notifications.map(({ phase }) => phase))).toEqual([
      'after-event',
    ]);
    expect(api.subscribers.size).toBe(0);
    expect(api.ended).toHaveLength(1);
    expect(api.orders).toHaveLength(2);
    expect(evidence + JSON.stringify(report)).not.toContain(key);
  }, 60_000);

  const webhookFaults: [string, Fault, string[], RegExp][] = [
    ['never notifies', { silent: true }, ['error functional-trigger-silent'], /no notification came after CreateOrder/],
    [
      'sends another shape',
      { notification: ({ id }) => ({ order: { id, number: 'one' } }) },
      ['error functional-trigger-content', 'error functional-trigger-content'],
      /at \/order\/number: must be integer|at \/order: must have required property 'title'/,
    ],
    ['sends nothing', { notification: () => undefined }, ['error functional-trigger-content'], /is empty/],
    ['notifies by PUT', { by: 'PUT' }, ['error functional-trigger-content'], /comes by PUT/],
    [
      'greets with something else',
      { greets: true },
      ['error functional-trigger-content'],
      /must have required property 'order'/,
    ],
    [
      'goes on after the end',
      { keepsSubscribers: true },
      ['error functional-trigger-still-notifies'],
      /still notified/,
    ],
    [
      'answers without a Location',
      { location: 'none' },
      ['error functional-trigger-unsubscribe'],
      /no Location, and it is still there/,
    ],
    [
      'has a Location elsewhere',
      { location: 'foreign' },
      ['error functional-trigger-unsubscribe'],
      /leads away from the API/,
    ],
    [
      'has a Location without an operation',
      { location: 'undeclared' },
      ['warning functional-operation-untested', 'warning functional-trigger-unsubscribe'],
      /fits no DELETE operation|EndHook was not tested/,
    ],
    ['refuses the subscription', { refuses: 400 }, ['error functional-trigger-refused'], /refuses the subscription/],
    [
      'refuses to end it',
      { refusesEnd: 403 },
      ['error functional-operation-2xx', 'error functional-trigger-unsubscribe'],
      /answered 403/,
    ],
    [
      'refuses the event',
      { refusesSecondOrder: true },
      ['error functional-trigger-event', 'error functional-trigger-event'],
      /answered 409/,
    ],
  ];

  it.each(webhookFaults)(
    'notices a webhook that %s',
    async (_what, fault, rules, message) => {
      const api = await desk(fault);

      const { report, told, ...run } = await test(api);

      expect([...run.rules].sort()).toEqual(rules);
      for (const finding of told) expect(finding.message).toMatch(message);
      expect(verdictOf(report)).toBe(rules.every(rule => rule.startsWith('warning')) ? 'pass' : 'fail');
      const stays =
        fault.location === 'foreign' ||
        fault.location === 'none' ||
        fault.refusesEnd !== undefined ||
        fault.keepsSubscribers === true;
      expect(api.subscribers.size).toBe(stays ? 1 : 0);
      expect(api.orders).toHaveLength(2);
    },
    60_000,
  );

  it('says that the API itself is in trouble when it is, and passes no judgement', async () => {
    const api = await desk({ refuses: 500 });

    const { report } = await test(api);

    expect(verdictOf(report)).toBe('inconclusive');
    expect(report.checks).toContainEqual(
      expect.objectContaining({ id: 'functional/WhenOrderIsAdded', state: 'not-run', fault: 'upstream' }),
    );
  }, 60_000);

  const untested: [string, PackageContent, boolean, RegExp][] = [
    ['nothing listens', connector(), false, /no address is configured/],
    [
      'nothing is known that causes its event',
      connector(aboutRain),
      true,
      /no operation is known that causes its event/,
    ],
    [
      'the author says that nothing causes its event',
      connector(undefined, { values: { $events: { WhenOrderIsAdded: false } } }),
      true,
      /nothing here causes its event/,
    ],
  ];

  it.each(untested)(
    'tells a webhook as untested when %s',
    async (_what, content, heard, reason) => {
      const api = await desk();

      const { report, told, record } = await test(api, content, { heard });

      expect(told.map(({ rule }) => rule)).toEqual(['functional-operation-untested', 'functional-operation-untested']);
      expect(told.map(({ message }) => message).join('\n')).toMatch(reason);
      expect(verdictOf(report)).toBe('pass');
      expect(record.coverage.totals).toMatchObject({ triggers: 2, triggersTested: 1, tested: 4 });
      expect(api.requests.filter(line => line.includes('/hooks'))).toEqual([]);
    },
    60_000,
  );

  it('causes the event as the author says, with values of earlier answers', async () => {
    const api = await desk();
    const title = { $from: 'ListOrders', $pointer: '/orders/0/title' };
    const values = { $events: { WhenItRains: { operationId: 'CreateOrder', values: { body: { title } } } } };
    const content = connector(aboutRain, { values });

    const { told, record } = await test(api, content);

    expect(told).toEqual([]);
    expect(record.coverage.totals).toMatchObject({ triggersTested: 2 });
    expect(JSON.stringify(record.triggers[0])).toContain('a chair');
  }, 60_000);

  it('refuses events that name nothing', async () => {
    const api = await desk();
    const values = { $events: { WhenOrderIsAdded: { operationId: 'MakeOrder' }, ListOrders: false, Nothing: 1 } };

    const { told } = await test(api, connector(undefined, { values }));

    expect(
      told
        .filter(({ rule }) => rule === 'functional-test-values')
        .map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/$events/ListOrders', '/$events/Nothing', '/$events/Nothing', '/$events/WhenOrderIsAdded']);
  }, 60_000);

  it('ends the subscription by the id in the answer where there is no Location, and says that no flow could', async () => {
    const api = await desk({ location: 'none' });
    const content = connector(({ paths }) => {
      paths['/hooks'] = paths['/hooks/orders'] ?? {};
      delete paths['/hooks/orders'];
    });

    const { report, told, verdicts } = await test(api, content);

    expect(told.map(({ rule }) => rule)).toEqual(['functional-trigger-unsubscribe']);
    expect(told[0]?.message).toMatch(/no Location.*EndHook was called/);
    expect(verdictOf(report)).toBe('fail');
    expect(verdicts('EndHook')).toEqual(['success passed']);
    expect(api.subscribers.size).toBe(0);
  }, 60_000);

  it('ends the subscription and removes what it created when the test is stopped', async () => {
    const api = await desk({ silent: true });
    const stop = new AbortController();
    const watching = setInterval(() => {
      if (api.subscribers.size > 0) stop.abort(new Error('stopped by the test'));
    }, 10);

    await expect(test(api, connector(), { newman: realNewman, signal: stop.signal })).rejects.toThrow();
    clearInterval(watching);

    expect(api.ended).toHaveLength(1);
    expect(api.subscribers.size).toBe(0);
    expect(api.orders).toHaveLength(2);
  }, 60_000);

  const pollFaults: [string, Fault, string[], RegExp][] = [
    [
      'gives old entries again',
      { repeats: true },
      ['error functional-trigger-repeats'],
      /gives what an earlier poll gave/,
    ],
    [
      'never gives what is new',
      { pollsAreStale: true },
      ['error functional-trigger-silent'],
      /no poll gave anything new after CreateOrder/,
    ],
    [
      'breaks on a later poll',
      { pollsFailLater: 404 },
      ['error functional-operation-2xx'],
      /On poll 3, PollOrders answered 404/,
    ],
    [
      'has no list',
      { pollsGiveNoList: true },
      ['error functional-trigger-content'],
      /batch trigger, and its answer has no list/,
    ],
  ];

  it.each(pollFaults)(
    'notices a polling trigger that %s',
    async (_what, fault, rules, message) => {
      const api = await desk(fault);

      const run = await test(api);

      expect(run.rules).toEqual(rules);
      expect(run.told[0]?.message).toMatch(message);
      expect(verdictOf(run.report)).toBe('fail');
      expect(run.verdicts('PollOrders')).toContain('polling failed');
      expect(api.orders).toHaveLength(2);
    },
    60_000,
  );

  it('notices a polling trigger without anything that carries its state', async () => {
    const api = await desk();

    const run = await test(api, connector(undefined, { withPolicies: false }));

    expect(run.rules).toEqual(['error functional-trigger-repeats']);
  }, 60_000);
});

/** Makes the webhook one whose name and path speak of something that no operation creates. */
function aboutRain({ paths }: ReturnType<typeof definition>): void {
  const { post, ...item } = paths['/hooks/orders'] ?? {};
  paths['/hooks/rain'] = {
    ...item,
    post: { ...(post as object), operationId: 'WhenItRains', summary: 'When it rains' },
  };
  delete paths['/hooks/orders'];
}
