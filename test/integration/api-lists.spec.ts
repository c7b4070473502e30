import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { channelPage } from '../../src/api/connector-schemas.js';
import { principal, submissionPage, submissionView } from '../../src/api/schemas.js';
import { claimAt, decision, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { formOf } from '../support/service.js';

jest.setTimeout(60_000);

interface Page {
  readonly items: { readonly id: string; readonly connector: string; readonly submissionId?: string }[];
  readonly next: string | null;
}

describe('what the API shows', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const get = async <T>(path: string, token: string) => (await (await its.service.ask(path, token)).json()) as T;
  const submit = async (publisher: 'acme' | 'globex') => {
    const body = formOf({ publisher, connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens[publisher], { method: 'POST', body });
    return (await answer.json()) as { id: string; connector: string };
  };
  /** Takes a submission as far as its certificate, as workers and a reviewer would. */
  const publish = async (id: string) => {
    for (;;) {
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, outcomeOf(step));
      if (step.submissionId === id) break;
    }
    const { digest } = await its.ledger.get(id);
    await its.ledger.change(id, decision('approve', its.people.reviewer, digest ?? ''));
    const step = await claimAt(its.ledger, 'publish');
    const { publisher, connector, version } = step.submission;
    const intent = { target: 'repository', publisher, connector, version: version ?? '', digest: digest ?? '' };
    await its.ledger.intendPublication({ ...intent, submissionId: id });
    expect(await end(its.ledger, step, outcomeOf(step))).toBe(true);
  };

  it('gives a list in pages, newest first, without a gap or a repeat', async () => {
    const made: string[] = [];
    for (let count = 0; count < 7; count += 1) made.unshift((await submit('globex')).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page = await get(`/submissions?limit=3${query}`, its.tokens.globex);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }

    expect(seen).toEqual(made);
  });

  it('filters a list by state and stage', async () => {
    const { id } = await submit('acme');
    const withdrawn = await its.service.ask(`/submissions/${id}/withdraw`, its.tokens.acme, { method: 'POST' });
    const page = await get<Page>('/submissions?state=withdrawn&stage=intake', its.tokens.acme);

    expect(withdrawn.status).toBe(200);
    expect(page.items.map(item => item.id)).toEqual([id]);
    expect((await get<Page>('/submissions?state=waiting', its.tokens.acme)).items).toEqual([]);
  });

  it('shows the public channel to all, and what waits in preview to its publisher and reviewers', async () => {
    const shown = await submit('acme');
    await publish(shown.id);
    const waits = await submit('acme');
    const step = await claimAt(its.ledger, 'preview');
    await end(its.ledger, step, outcomeOf(step));
    const connectors = async (channel: string, token: string) =>
      (await get<Page>(`/catalog?channel=${channel}&limit=100`, token)).items.map(({ connector }) => connector);

    expect(await connectors('public', its.tokens.globex)).toContain(shown.connector);
    expect(await connectors('preview', its.tokens.acme)).toContain(waits.connector);
    expect(await connectors('preview', its.tokens.reviewer)).toContain(waits.connector);
    expect(await connectors('preview', its.tokens.globex)).not.toContain(waits.connector);
  });

  it('gives evidence and certificate only where they belong', async () => {
    const { id } = await submit('acme');
    const early = await its.service.ask(`/submissions/${id}/certificate`, its.tokens.acme);
    await publish(id);
    const certificate = await its.service.ask(`/submissions/${id}/certificate`, its.tokens.acme);
    const unnamed = await its.service.ask(`/submissions/${id}/evidence/sha256:${'1'.repeat(64)}`, its.tokens.acme);

    expect(early.status).toBe(404);
    expect(await early.json()).toMatchObject({ code: 'certificate-not-found' });
    expect(certificate.status).toBe(200);
    expect(unnamed.status).toBe(404);
    expect(await unnamed.json()).toMatchObject({ code: 'evidence-not-found' });
  });

  it('answers as its own document says', async () => {
    const { id } = await submit('acme');
    await publish(id);

    expect(submissionView.safeParse(await get(`/submissions/${id}`, its.tokens.acme)).error).toBeUndefined();
    expect(submissionPage.safeParse(await get('/submissions', its.tokens.acme)).error).toBeUndefined();
    expect(channelPage.safeParse(await get('/catalog', its.tokens.acme)).error).toBeUndefined();
    expect(principal.safeParse(await get('/me', its.tokens.acme)).error).toBeUndefined();
  });

  it('hands its document, its health and its page to anybody', async () => {
    const { url } = its.service;
    const document = await fetch(`${url}/api/v1/openapi.json`);
    const health = await fetch(`${url}/healthz`);
    const page = await fetch(`${url}/`);

    expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
    expect(await health.json()).toMatchObject({ alive: true });
    expect(await page.text()).toContain('<!doctype html>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const answer of [document, health, page]) {
      expect(answer.headers.get('x-powered-by')).toBeNull();
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
