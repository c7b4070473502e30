import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { claimAt, decision, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { formOf } from '../support/service.js';

jest.setTimeout(60_000);

interface Entry {
  readonly id: string;
  readonly title: { readonly '#text': string };
  readonly updated: string;
  readonly content: { readonly '#text': string };
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const parser = new XMLParser({ ignoreAttributes: false, isArray: name => name === 'entry' });

/** The feed, read as a feed reader does, once it is seen to have what RFC 4287 §4.1 demands. */
function read(xml: string): { id: string; entries: Entry[] } {
  expect(XMLValidator.validate(xml)).toBe(true);
  const { feed } = parser.parse(xml) as {
    feed: { '@_xmlns': string; id: string; updated: string; author: { name: string }; entry?: Entry[] };
  };
  expect(feed['@_xmlns']).toBe('http://www.w3.org/2005/Atom');
  expect(feed.author.name).toBe('Assay');
  expect(feed.updated).toMatch(rfc3339);
  const entries = feed.entry ?? [];
  expect(new Set([feed.id, ...entries.map(({ id }) => id)]).size).toBe(entries.length + 1);
  for (const { id, title, updated } of entries) {
    expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(title['#text']).not.toBe('');
    expect(updated).toMatch(rfc3339);
  }
  return { id: feed.id, entries };
}

describe('what others follow', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const submit = async () => {
    const body = formOf({ publisher: 'acme', connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens.acme, { method: 'POST', body });
    return (await answer.json()) as { id: string; connector: string };
  };
  const toPreview = async (id: string) => {
    for (;;) {
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, outcomeOf(step));
      if (step.submissionId === id) return (await its.ledger.get(id)).digest ?? '';
    }
  };
  const publish = async (id: string, expiresAt: string) => {
    const digest = await toPreview(id);
    await its.ledger.change(id, decision('approve', its.people.reviewer, digest));
    const step = await claimAt(its.ledger, 'publish');
    const { publisher, connector, version } = step.submission;
    const intent = { target: 'repository', publisher, connector, version: version ?? '', digest };
    await its.ledger.intendPublication({ ...intent, submissionId: id });
    const outcome = outcomeOf(step);
    if (outcome.kind !== 'done') throw new Error('publishing gives a receipt');
    const payload = Buffer.from(JSON.stringify({ predicate: { expiresAt } })).toString('base64');
    const receipt = { ...outcome.receipt, certificate: JSON.stringify({ payload }) };
    expect(await end(its.ledger, step, { ...outcome, receipt })).toBe(true);
  };

  describe('a badge', () => {
    const badge = (connector: string, headers = {}) =>
      its.service.ask(`/badges/acme/${connector}.svg`, null, { headers });

    it('tells nothing of what is under way: it looks like what does not exist', async () => {
      const { id, connector } = await submit();
      await toPreview(id);

      const waits = await (await badge(connector)).text();
      expect(waits).toContain('not certified');
      expect(waits).toBe(await (await badge('no-such-thing')).text());
    });

    it('shows the certified version, to pages elsewhere too, and 304 to who has it', async () => {
      const { id, connector } = await submit();
      await publish(id, '2999-01-01T00:00:00.000Z');
      const answer = await badge(connector);
      const again = await badge(connector, { 'if-none-match': answer.headers.get('etag') });

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(answer.headers.get('content-security-policy')).toContain(`default-src 'none'`);
      expect(await answer.text()).toContain('certified 1.0.1');
      expect([again.status, await again.text()]).toEqual([304, '']);
    });

    it('of an expired certificate says so', async () => {
      const { id, connector } = await submit();
      await publish(id, '2020-01-01T00:00:00.000Z');

      expect(await (await badge(connector)).text()).toContain('certificate expired');
    });

    it('of a hostile name is refused', async () =>
      expect((await badge(encodeURIComponent('<script>'))).status).toBe(400));
  });

  describe('the feed of a submission', () => {
    const feed = (id: string, token: string | null, headers = {}) =>
      its.service.ask(`/feeds/submissions/${id}.atom`, token, { headers });

    it('has an entry for each step that ended and for where it stands, with ids that stay', async () => {
      const { id } = await submit();
      const step = await claimAt(its.ledger, 'intake');
      const before = read(await (await feed(id, its.tokens.acme)).text());
      const report = { checks: [], findings: [], evidence: [] };
      const note = 'It quotes </content> & \u0007 of a stranger.';
      await end(its.ledger, step, { kind: 'checked', report }, { verdict: 'inconclusive', note });
      const after = read(await (await feed(id, its.tokens.acme)).text());

      expect(before.entries).toHaveLength(1);
      expect(after.entries).toHaveLength(2);
      expect(after.id).toBe(before.id);
      expect(after.entries[1]?.content['#text']).toContain('It quotes </content> & \uFFFD of a stranger.');
      expect(read(await (await feed(id, its.tokens.acme)).text())).toEqual(after);
    });

    it('is its own people’s, and 304 to who has it', async () => {
      const { id } = await submit();
      const answer = await feed(id, its.tokens.acme);
      const again = await feed(id, its.tokens.acme, { 'if-none-match': `"other", ${answer.headers.get('etag')}` });

      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      expect(again.status).toBe(304);
      expect((await feed(id, its.tokens.globex)).status).toBe(404);
      expect((await feed(id, null)).status).toBe(401);
    });
  });

  it('lists new public versions in a feed for everybody, without what is not public', async () => {
    const shown = await submit();
    await publish(shown.id, '2999-01-01T00:00:00.000Z');
    const hidden = await submit();
    await toPreview(hidden.id);
    const answer = await its.service.ask('/feeds/catalog.atom');
    const xml = await answer.text();

    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(read(xml).entries[0]?.title['#text']).toBe(`acme/${shown.connector} 1.0.1`);
    expect(xml).not.toContain(hidden.connector);
    expect(xml).not.toContain(shown.id);
  });
});
