import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { claimAt, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { formOf } from '../support/service.js';

jest.setTimeout(60_000);

interface State {
  readonly stage: string;
  readonly state: string;
}

describe('the events of a submission', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const submit = async () => {
    const body = formOf({ publisher: 'acme', connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens.acme, { method: 'POST', body });
    return ((await answer.json()) as { id: string }).id;
  };
  const withdraw = (id: string) => its.service.ask(`/submissions/${id}/withdraw`, its.tokens.acme, { method: 'POST' });
  const listen = (id: string) => its.service.ask(`/submissions/${id}/events`, its.tokens.acme);

  it('come at once, with every change, and end when it is final', async () => {
    const id = await submit();
    const seen: State[] = [];
    for await (const view of viewsOf(await listen(id))) {
      seen.push({ stage: view.stage, state: view.state });
      if (view.stage === 'intake' && view.state === 'running' && seen.length === 1) {
        const step = await claimAt(its.ledger, 'intake');
        await end(its.ledger, step, outcomeOf(step));
      } else if (view.stage === 'lint' && view.state === 'running') await withdraw(id);
    }

    expect(seen[0]).toEqual({ stage: 'intake', state: 'running' });
    expect(seen).toContainEqual({ stage: 'lint', state: 'running' });
    expect(seen.at(-1)).toEqual({ stage: 'lint', state: 'withdrawn' });
  });

  it('of a final submission are one, and the end', async () => {
    const id = await submit();
    await withdraw(id);
    const answer = await listen(id);

    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect((await answer.text()).match(/^event: submission$/gm)).toHaveLength(1);
  });

  it('of an unknown submission are a problem, not a stream', async () => {
    const answer = await listen(randomUUID());

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('end when the service stops, so that it can', async () => {
    const other = await createApiWorld();
    const body = formOf({ publisher: 'acme', connector: 'c' }, Buffer.from('PK'));
    const made = await other.service.ask('/submissions', other.tokens.acme, { method: 'POST', body });
    const { id } = (await made.json()) as { id: string };
    const stream = await other.service.ask(`/submissions/${id}/events`, other.tokens.acme);
    const started = Date.now();
    const [ended, text] = await Promise.all([other.service.stop(), stream.text()]);

    expect(ended.code).toBe(0);
    expect(text).toContain('event: submission');
    expect(Date.now() - started).toBeLessThan(15_000);
    await other.database.close();
  });

  it('are refused to a listener too many, who is told to ask again later', async () => {
    const id = await submit();
    const leave = new AbortController();
    const answers = await Promise.all(
      Array.from({ length: 201 }, () =>
        its.service.ask(`/submissions/${id}/events`, its.tokens.acme, { signal: leave.signal }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 503);

    expect(refused).toHaveLength(1);
    expect(refused[0]?.headers.get('retry-after')).toBe('5');
    expect(await refused[0]?.json()).toMatchObject({ code: 'too-many-listeners', fault: 'ours' });
    leave.abort();
  });
});

/** The views of a stream, one after the other. */
async function* viewsOf(answer: Response): AsyncGenerator<State> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as State;
    }
  }
}
