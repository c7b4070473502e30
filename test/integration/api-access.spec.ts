import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { routes } from '../../src/api/routes.js';
import type { Route } from '../../src/api/route.js';
import { claimAt, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { bodyOf } from '../support/route-bodies.js';
import { formOf } from '../support/service.js';

const zip = Buffer.from('PK not really a zip; nobody looks at it here');

// A machine that is busy with other things takes its time.
jest.setTimeout(60_000);

describe('who may do what through the API', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const submitTo = (publisher: string, token: string, connector = `c-${randomUUID()}`) =>
    its.service.ask('/submissions', token, { method: 'POST', body: formOf({ publisher, connector }, zip) });
  const opened = async () => (await (await submitTo('acme', its.tokens.acme)).json()) as { id: string };

  /** Any request that the route understands, with valid identifiers of somebody else's things. */
  const requestFor = (route: Route, id: string): { path: string; options: RequestInit } => {
    // What stands beside /api/v1 is reached from there.
    const path = route.path
      .replace(/^(?!\/api\/v1)/, '/../..')
      .replace('/api/v1', '')
      .replace('{id}', id)
      .replace('{slug}', 'acme')
      .replace('{publisher}/{connector}/{path}', 'acme/library/books')
      .replace('{account}', randomUUID())
      .replace('{publisher}', 'acme')
      .replace('{connector}', 'any-connector')
      .replace('{digest}', `sha256:${'0'.repeat(64)}`);
    const json = route.body && bodyOf(route);
    const body = route.upload ? formOf({}, zip) : json && JSON.stringify(json);
    const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    return {
      path,
      options: {
        method: route.method === 'any' ? 'PUT' : route.method.toUpperCase(),
        ...(body !== undefined && { body }),
        headers,
      },
    };
  };
  const guarded = Object.entries<Route>(routes).filter(([, route]) => route.scope !== null);
  const ofSubmissions = guarded.filter(([, route]) => route.path.includes('/submissions/{id}'));

  describe('a token', () => {
    it.each(guarded)('is asked for by %s', async (_, route) => {
      const { path, options } = requestFor(route, randomUUID());
      const answer = await its.service.ask(path, null, options);

      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="assay"');
      expect(await answer.json()).toMatchObject({ code: 'token-missing', fault: 'yours' });
    });

    it.each([
      ['of nobody', `assay_${'x'.repeat(43)}`],
      ['that is cut off', 'assay_x'],
      ['with hostile characters', `assay_'; drop table token; --`],
    ])('%s is refused', async (_, token) => {
      const answer = await its.service.ask('/me', token);

      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: /drop/.test(token) ? 'token-missing' : 'token-unknown' });
    });

    it('that has expired is refused', async () => {
      const token = await its.tokenFor(its.people.submitter, ['read'], 1);
      await its.database.query(
        `update token set created_at = now() - interval '3 days', expires_at = now() - interval '1 second'
          where account_id = $1 and scopes = array['read']`,
        [its.people.submitter],
      );
      const answer = await its.service.ask('/me', token);

      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'token-expired' });
    });

    it('that was revoked is refused, from the next request on', async () => {
      const token = await its.tokenFor(its.people.reviewer, ['read']);
      const { token: own } = (await (await its.service.ask('/me', token)).json()) as { token: { id: string } };
      const revoked = await its.service.ask(`/tokens/${own.id}`, token, { method: 'DELETE' });

      expect(revoked.status).toBe(204);
      expect(await (await its.service.ask('/me', token)).json()).toMatchObject({ code: 'token-revoked' });
    });

    it('loses what its account may no longer do', async () => {
      const { id } = await its.accounts.createAccount({ name: 'was', roles: ['reviewer'], publishers: [] }, 'assay');
      const token = await its.tokenFor(id, ['read', 'review']);
      await its.accounts.setRoles(id, ['submitter'], 'assay');

      expect(await (await its.service.ask('/me', token)).json()).toMatchObject({ scopes: ['read'] });
    });

    it.each(guarded.filter(([, route]) => route.scope !== 'read'))(
      'for reading alone does not get into %s',
      async (_, route) => {
        const token = await its.tokenFor(its.people.colleague, ['read']);
        const { path, options } = requestFor(route, randomUUID());
        const answer = await its.service.ask(path, token, options);

        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({
          code: 'scope-missing',
          detail: expect.stringContaining('your token has: read'),
        });
      },
    );
  });

  describe('a submission of another publisher', () => {
    it.each(ofSubmissions.filter(([, route]) => route.scope !== 'review'))(
      'A65: does not exist for %s',
      async (_, route) => {
        const { id } = await opened();
        const { path, options } = requestFor(route, id);
        const theirs = await its.service.ask(path, its.tokens.globex, options);
        const none = await its.service.ask(path.replace(id, randomUUID()), its.tokens.globex, options);

        expect(theirs.status).toBe(404);
        expect(await theirs.json()).toMatchObject({ code: 'submission-not-found' });
        // Neither can be told from the other.
        expect(none.status).toBe(404);
        expect(await none.json()).toMatchObject({ code: 'submission-not-found' });
      },
    );

    it('is in no list, and its publisher neither', async () => {
      const { id } = await opened();
      const list = async (path: string, token: string) =>
        JSON.stringify(await (await its.service.ask(path, token)).json());

      expect(await list('/submissions?limit=100', its.tokens.globex)).not.toContain(id);
      expect(await list('/submissions?limit=100', its.tokens.acme)).toContain(id);
      expect(await list('/submissions?limit=100', its.tokens.reviewer)).toContain(id);
      expect(await list('/publishers', its.tokens.globex)).not.toContain('acme');
    });

    it('cannot be opened', async () => {
      const answer = await submitTo('acme', its.tokens.globex);
      const unknown = await submitTo('nobody', its.tokens.globex);

      expect([answer.status, unknown.status]).toEqual([404, 404]);
      expect(await answer.json()).toMatchObject({ code: 'publisher-not-found' });
    });

    it('can be read by a reviewer, and not changed', async () => {
      const { id } = await opened();
      const token = await its.tokenFor(its.people.colleague, ['read', 'submit']);

      expect((await its.service.ask(`/submissions/${id}`, its.tokens.reviewer)).status).toBe(200);
      expect(
        (await its.service.ask(`/submissions/${id}/withdraw`, its.tokens.reviewer, { method: 'POST' })).status,
      ).toBe(403);
      expect((await its.service.ask(`/submissions/${id}/withdraw`, token, { method: 'POST' })).status).toBe(200);
    });
  });

  describe('a decision', () => {
    const waiting = async () => {
      const { id } = await opened();
      for (;;) {
        const step = await claimAt(its.ledger, 'preview');
        await end(its.ledger, step, outcomeOf(step));
        if (step.submissionId === id) return its.ledger.get(id);
      }
    };
    const decideOn = (id: string, digest: string | null, token: string, kind = 'approve') =>
      its.service.ask(`/submissions/${id}/decisions`, token, { json: { kind, digest, comment: 'Seen.' } });

    it('A55: is refused to a member of the publisher: four eyes', async () => {
      const { id, digest } = await waiting();
      const answer = await decideOn(id, digest, its.tokens.colleague);

      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'four-eyes', fix: expect.stringContaining('A reviewer who') });
      expect(await its.ledger.get(id)).toMatchObject({ state: 'waiting' });
    });

    it('about other bytes than the current ones is refused', async () => {
      const { id } = await waiting();
      const answer = await decideOn(id, `sha256:${'0'.repeat(64)}`, its.tokens.reviewer);

      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'decision-stale' });
    });

    it('moves the submission, once', async () => {
      const { id, digest } = await waiting();
      const answer = await decideOn(id, digest, its.tokens.reviewer);
      const again = await decideOn(id, digest, its.tokens.reviewer);

      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ id, stage: 'publish', state: 'running', turn: 'ours' });
      expect(again.status).toBe(409);
      expect(await again.json()).toMatchObject({ code: 'submission-not-waiting' });
    });

    it('to return needs a word for the submitter', async () => {
      const answer = await its.service.ask(`/submissions/${randomUUID()}/decisions`, its.tokens.reviewer, {
        json: { kind: 'return', digest: `sha256:${'0'.repeat(64)}` },
      });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('comment must be a sentence') });
    });
  });

  describe('accounts and tokens', () => {
    it('of others cannot be seen or used', async () => {
      const foreign = its.people.administrator;
      const [token] = await its.accounts.tokens(foreign);

      expect((await its.service.ask(`/accounts/${foreign}/tokens`, its.tokens.acme)).status).toBe(404);
      expect(
        (
          await its.service.ask(`/accounts/${foreign}/tokens`, its.tokens.acme, {
            json: { name: 'x', scopes: ['read'] },
          })
        ).status,
      ).toBe(404);
      expect((await its.service.ask(`/tokens/${token?.id}`, its.tokens.acme, { method: 'DELETE' })).status).toBe(404);
    });

    it.each([
      ['wider than the token that asks', { name: 'x', scopes: ['submit'], expiresInDays: 1 }, 'token-scope-too-wide'],
      ['longer than the token that asks', { name: 'x', scopes: ['read'], expiresInDays: 20 }, 'token-outlives'],
    ])('cannot be made %s', async (_, request, code) => {
      const narrow = await its.tokenFor(its.people.submitter, ['read'], 10);
      const answer = await its.service.ask(`/accounts/${its.people.submitter}/tokens`, narrow, { json: request });

      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code });
    });

    it('are made by an administrator, within the roles of the account', async () => {
      const path = `/accounts/${its.people.reviewer}/tokens`;
      const fine = await its.service.ask(path, its.tokens.administrator, {
        json: { name: 'laptop', scopes: ['review'] },
      });
      const wide = await its.service.ask(path, its.tokens.administrator, {
        json: { name: 'x', scopes: ['administer'] },
      });
      const { token, secret } = (await fine.json()) as { token: object; secret: string };

      expect(fine.status).toBe(201);
      expect(token).toMatchObject({ name: 'laptop', scopes: ['review'], account: its.people.reviewer });
      expect(secret).toMatch(/^assay_/);
      expect(wide.status).toBe(403);
      expect(await wide.json()).toMatchObject({ code: 'scope-not-allowed' });
    });
  });

  describe('what a caller may not set', () => {
    it.each([
      ['/publishers', { slug: 'a', name: 'A', kind: 'verified', created_at: '2000-01-01' }, 'created_at'],
      ['/accounts', { name: 'A', roles: ['submitter'], id: 'root' }, 'id'],
      ['/accounts', { name: 'A', roles: ['god'] }, 'roles.0'],
      ['/accounts', { name: { toString: 1 }, roles: ['submitter'] }, 'name'],
    ])('is refused by %s: %j', async (path, json, where) => {
      const answer = await its.service.ask(path, its.tokens.administrator, { json });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'request-invalid', detail: expect.stringContaining(where) });
    });

    it('is refused in the form of an upload', async () => {
      const fields = { publisher: 'acme', connector: 'x', state: 'public', profile: 'verified', by: 'me' };
      const answer = await its.service.ask('/submissions', its.tokens.acme, {
        method: 'POST',
        body: formOf(fields, zip),
      });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        detail:
          'The form field state is not known here. The form field profile is not known here. The form field by is not known here.',
      });
    });
  });
});
