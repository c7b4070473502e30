import { readDefinition } from '../../../runtime/definition.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { readProperties } from '../../../runtime/properties.js';
import { createRedactor } from '../../../runtime/redact.js';
import { planCalls } from '../plan.js';
import { createSchemaView } from '../schema-view.js';
import { testabilityOf } from '../testability.js';
import { readTestValues } from '../test-values.js';
import { createAnswerJudge } from '../validate-answer.js';
import { judgeTriggers } from './judge-triggers.js';
import { keptTriggerRun, restoredTriggerRun, storedTriggerRun } from './stored-run.js';
import type { RecordedNotification, TriggerRun } from './trigger-run.js';

const text = { type: 'string' };
const book = { type: 'object', required: ['title'], properties: { id: text, title: text } };
const ok = (schema?: object) => ({ 200: { description: 'ok', ...(schema && { schema }) } });
const path = (name: string) => ({ name, in: 'path', required: true, type: 'string' });
const url = { ...text, 'x-ms-notification-url': true };

const definition = readDefinition({
  host: 'api.example.com',
  schemes: ['https'],
  basePath: '/v1',
  paths: {
    '/books': { post: { operationId: 'CreateBook', responses: ok(book) } },
    '/books/{bookId}': { delete: { operationId: 'DeleteBook', parameters: [path('bookId')], responses: ok() } },
    '/books/new': {
      get: { operationId: 'PollBooks', 'x-ms-trigger': 'batch', responses: ok({ type: 'array', items: book }) },
    },
    '/hooks': {
      'x-ms-notification-content': { schema: book },
      post: {
        operationId: 'WhenBookIsAdded',
        'x-ms-trigger': 'single',
        parameters: [{ name: 'hook', in: 'body', schema: { type: 'object', required: ['url'], properties: { url } } }],
        responses: ok({ type: 'object', properties: { id: text } }),
      },
    },
    '/hooks/{hookId}': { delete: { operationId: 'EndHook', parameters: [path('hookId')], responses: ok() } },
  },
});
const view = createSchemaView(definition.document);
const { triggers: plan } = planCalls({
  definition,
  view,
  values: readTestValues(Buffer.from('{"$events":{"PollBooks":{"operationId":"CreateBook"}}}'), definition.operations),
  testability: operation => testabilityOf(operation, view, readProperties({}, false), {}),
  day: '2030-05-06',
  noCallbacks: null,
});
const [webhook, polling] = plan.tests;
const [ending] = plan.endings;
if (!webhook || !polling || !ending) throw new Error('The triggers are not planned.');
const hookId = webhook.planned.id;
const pollId = polling.planned.id;

interface Answered {
  readonly status?: number;
  readonly body?: unknown;
  readonly location?: string;
}

function exchange(caseId: string, method: string, { status = 200, body, location }: Answered = {}): Exchange {
  return {
    caseId,
    operationId: caseId,
    startedAt: '2030-05-06T00:00:00.000Z',
    request: { method, url: 'https://api.example.com/v1/hooks', headers: [], body: null },
    route: 'direct',
    connectedTo: 'https://api.example.com',
    result: {
      kind: 'answer',
      status,
      headers: location === undefined ? [] : [['location', location]],
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    },
    durationMs: 1,
    secretsInAnswer: 0,
  };
}

const note = (phase: RecordedNotification['phase'], body: string, method = 'POST'): RecordedNotification => {
  return { phase, receivedAt: '2030-05-06T00:00:00.000Z', method, headers: [], body: Buffer.from(body) };
};

const subscribed = (location?: string) =>
  exchange(hookId, 'POST', { body: { id: 'h1' }, ...(location !== undefined && { location }) });
const caused = (id: string) => exchange(`${id}-event-1`, 'POST', { body: { id: 'b', title: 't' } });
const ended = (status = 200) => exchange(ending.id, 'DELETE', { status });
const good: TriggerRun = {
  caseId: hookId,
  exchanges: [subscribed('/v1/hooks/h1'), caused(hookId), ended()],
  notifications: [note('after-event', '{"title":"t"}')],
};
const poll = (...titles: string[]) => exchange(pollId, 'GET', { body: titles.map(title => ({ title })) });
const goodPolls: TriggerRun = {
  caseId: pollId,
  exchanges: [poll('a'), caused(pollId), poll('b'), poll()],
  notifications: [],
};

function judge(...runs: readonly TriggerRun[]) {
  const context = {
    document: definition.document,
    judgeAnswer: createAnswerJudge(definition.document),
    notCalled: { reason: 'It was not called.', fault: 'ours' },
    settled: new Map(),
  } as const;
  const { judgements, faults } = judgeTriggers(plan, runs, definition, context);
  const of = (id: string) => judgements.get(id);
  const rules = (id: string) => of(id)?.faults.map(({ rule, severity }) => `${severity} ${rule}`);
  return { webhook: of(hookId), hook: rules(hookId), polls: rules(pollId), end: of(ending?.id ?? ''), of, faults };
}

const hookWith = (change: Partial<TriggerRun>) => judge({ ...good, ...change }, goodPolls);
const pollsOf = (...exchanges: readonly Exchange[]) => judge(good, { ...goodPolls, exchanges });

describe('stages/functional/triggers/judge-triggers', () => {
  it('finds nothing where nothing is wrong', () => {
    const { hook, polls, end, of, faults } = judge(good, goodPolls);

    expect([hook, polls, faults]).toEqual([[], [], []]);
    expect([of(hookId)?.check, of(pollId)?.check, end?.check]).toEqual([
      { id: 'functional/WhenBookIsAdded', state: 'ran' },
      { id: 'functional/PollBooks/polling', state: 'ran' },
      { id: 'functional/EndHook', state: 'ran' },
    ]);
  });

  it.each([
    ['nothing came', [], 'functional-trigger-silent'],
    ['only something from before came', [note('before-event', '{"title":"t"}')], 'functional-trigger-silent'],
    ['another shape came', [note('after-event', '{"title":7}')], 'functional-trigger-content'],
    ['no JSON came', [note('after-event', 'title=t')], 'functional-trigger-content'],
    ['nothing was in it', [note('after-event', '')], 'functional-trigger-content'],
    ['it came by PUT', [note('after-event', '{"title":"t"}', 'PUT')], 'functional-trigger-content'],
    [
      'it went on after the end',
      [note('after-event', '{"title":"t"}'), note('after-end', '{"title":"t"}')],
      'functional-trigger-still-notifies',
    ],
  ])('notices when %s', (_what, notifications, rule) =>
    expect(hookWith({ notifications }).hook).toEqual([`error ${rule}`]),
  );

  it('judges no shape of what had to be redacted', () =>
    expect(hookWith({ notifications: [note('after-event', 'x=[redacted]')] }).hook).toEqual([]));

  it.each([
    ['no Location, but an id', [subscribed(), caused(hookId), ended()], /no Location.*EndHook was called/],
    ['a Location on another host', [subscribed('https://evil.example.com/v1/hooks/h1'), caused(hookId)], /leads away/],
    ['a Location that is no address', [subscribed('http://['), caused(hookId)], /leads away/],
    ['a refused end', [subscribed('/v1/hooks/h1'), caused(hookId), ended(500)], /was answered 500, and it is still/],
    ['an end that was not reached', [subscribed('/v1/hooks/h1'), caused(hookId)], /was not answered/],
  ])('notices %s', (_what, exchanges, message) => {
    const { webhook: judged, hook } = hookWith({ exchanges });

    expect(hook).toEqual(['error functional-trigger-unsubscribe']);
    expect(judged?.faults[0]?.message).toMatch(message);
  });

  it('ends nothing but by DELETE of the Location: an address beside the operations is told', () => {
    const exchanges = [subscribed('/elsewhere/h1?x=1'), caused(hookId), exchange(`${hookId}-end`, 'DELETE')];

    const { hook, faults } = hookWith({ exchanges });

    expect(hook).toEqual(['warning functional-trigger-unsubscribe']);
    expect(faults.map(({ rule }) => rule)).toEqual(['functional-operation-untested']);
  });

  it('tells a refused subscription as what it is, and what ends subscriptions as not reached', () => {
    const { webhook: judged, hook, end } = hookWith({ exchanges: [exchange(hookId, 'POST', { status: 400 })] });

    expect(hook).toEqual(['error functional-trigger-refused']);
    expect(judged?.check.state).toBe('ran');
    expect(end?.check).toMatchObject({ state: 'not-run', fault: 'yours' });
  });

  it.each([
    [503, { state: 'not-run', fault: 'upstream' }, []],
    [409, { state: 'not-run', fault: 'yours' }, ['error functional-trigger-event']],
  ])('does not judge notifications when the event was answered %d', (status, check, rules) => {
    const event = exchange(`${hookId}-event-1`, 'POST', { status });

    const { webhook: judged, hook } = hookWith({
      exchanges: [subscribed('/v1/hooks/h1'), event, ended()],
      notifications: [],
    });

    expect(judged?.check).toMatchObject(check);
    expect(hook).toEqual(rules);
  });

  it('never takes for run what was not reached', () => {
    const { of } = judge();

    expect([of(hookId)?.check, of(pollId)?.check]).toMatchObject([
      { state: 'not-run', fault: 'ours' },
      { state: 'not-run', fault: 'ours' },
    ]);
  });

  it.each([
    ['repeats what the first gave', [poll('a'), caused(pollId), poll('a', 'b'), poll()], 'functional-trigger-repeats'],
    ['repeats what the second gave', [poll(), caused(pollId), poll('b'), poll('b')], 'functional-trigger-repeats'],
    ['gives nothing new', [poll('a'), caused(pollId), poll(), poll()], 'functional-trigger-silent'],
    [
      'fails later',
      [poll('a'), caused(pollId), exchange(pollId, 'GET', { status: 404, body: {} })],
      'functional-operation-2xx',
    ],
    [
      'has another shape later',
      [poll('a'), caused(pollId), exchange(pollId, 'GET', { body: [{ name: 'b' }] })],
      'functional-response-matches-schema',
    ],
  ])('notices a poll that %s', (_what, exchanges, rule) =>
    expect(pollsOf(...exchanges).polls).toEqual([`error ${rule}`]),
  );

  it('takes 202 for nothing new, and a poll in trouble for no verdict', () => {
    const nothing = exchange(pollId, 'GET', { status: 202 });

    expect(pollsOf(nothing, caused(pollId), poll('b'), nothing).polls).toEqual([]);
    expect(
      pollsOf(poll('a'), caused(pollId), exchange(pollId, 'GET', { status: 503 })).of(pollId)?.check,
    ).toMatchObject({
      state: 'not-run',
      fault: 'upstream',
    });
  });

  it('finds the same by what was stored, without what had become a secret', () => {
    const run = {
      ...good,
      notifications: [note('after-event', '{"title":"t","id":"swordfish"}'), note('after-end', 'ÿ')],
    };
    const odd = {
      ...run,
      notifications: [...run.notifications, { ...note('after-end', ''), body: Buffer.from([0xff]) }],
    };

    const kept = keptTriggerRun(odd, createRedactor(['swordfish']));
    const again = restoredTriggerRun(
      JSON.parse(JSON.stringify(storedTriggerRun(kept))) as ReturnType<typeof storedTriggerRun>,
    );

    expect(again).toEqual(kept);
    expect(JSON.stringify(storedTriggerRun(kept))).not.toContain('swordfish');
    expect(judge(again, goodPolls).hook).toEqual(judge(odd, goodPolls).hook);
  });
});
