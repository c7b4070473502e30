import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Route } from '../../src/api/route.js';
import { routes } from '../../src/api/routes.js';
import { comment as commentSchema, deliveryPage, newToken, newWebhook, submissionView } from '../../src/api/schemas.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { bodyOf } from '../support/route-bodies.js';
import { formOf } from '../support/service.js';

jest.setTimeout(60_000);

/** Routes whose path names something, from the table itself: a new one is attacked without anybody thinking of it. */
const named = Object.entries<Route>(routes).filter(([, { path, scope }]) => scope !== null && path.includes('{'));

describe('somebody of one publisher, with the real ids of another’s things', () => {
  let its: ApiWorld;
  /** What `{id}` stands for, by the beginning of the path; the longest that fits counts. */
  let things: Readonly<Record<string, string>>;
  let submission: string;
  let all: string;

  beforeAll(async () => {
    its = await createApiWorld();
    const { acme, administrator } = its.tokens;
    const hook = await its.service.ask('/publishers/acme/webhooks', acme, {
      json: { url: 'https://hooks.example.com/secret-place', events: ['submission.opened'] },
    });
    const { webhook } = newWebhook.parse(await hook.json());
    const body = formOf({ publisher: 'acme', connector: 'secret-plans' }, Buffer.from('PK'));
    const opened = await its.service.ask('/submissions', acme, { method: 'POST', body });
    submission = submissionView.parse(await opened.json()).id;
    const deliveries = await its.service.ask(`/webhooks/${webhook.id}/deliveries`, acme);
    const [delivery] = deliveryPage.parse(await deliveries.json()).items;
    const member = await its.accounts.createAccount(
      { name: 'secret-member', roles: ['submitter'], publishers: ['acme'] },
      'assay',
    );
    const made = await its.service.ask(`/accounts/${member.id}/tokens`, administrator, {
      json: { name: 'secret-token', scopes: ['read'], expiresInDays: 1 },
    });
    const { token } = newToken.parse(await made.json());
    const comment = await its.service.ask(`/submissions/${submission}/comments`, acme, {
      json: { text: 'secret-words' },
    });
    const said = commentSchema.parse(await comment.json());
    things = {
      '/submissions/{id}': submission,
      '/feeds/submissions/{id}': submission,
      '/webhooks/{id}': webhook.id,
      '/deliveries/{id}': delivery?.id ?? '',
      '/accounts/{id}': member.id,
      '/tokens/{id}': token.id,
      '/comments/{id}': said.id,
      // Nobody may have any of these for what is not public.
      '/consumers/{id}': randomUUID(),
      '/connectors/{publisher}/{connector}/deprecations/{id}': randomUUID(),
      '/connectors/{publisher}/{connector}/withdrawals/{id}': randomUUID(),
      '/connectors/{publisher}/{connector}/recertifications/{id}': randomUUID(),
      // Reviewers' and administrators' alone.
      '/waivers/{id}': randomUUID(),
      '/mails/{id}': randomUUID(),
    };
    expect(Object.values(things)).not.toContain('');
    // All that a member of a publisher may have: whatever still refuses is the isolation.
    const { id } = await its.accounts.createAccount(
      { name: 'of globex too', roles: ['submitter'], publishers: ['globex'] },
      'assay',
    );
    all = await its.tokenFor(id, ['read', 'submit']);
  });
  afterAll(() => its.close());

  const pathOf = (route: Route): string => {
    // What stands beside /api/v1 is reached from there.
    const path = route.path.replace(/^(?!\/api\/v1)/, '/../..').replace('/api/v1', '');
    const [prefix] = Object.keys(things)
      .filter(known => path.startsWith(known))
      .sort((a, b) => b.length - a.length);
    const filled = path
      .replace('{id}', prefix === undefined ? '{id}' : (things[prefix] ?? '{id}'))
      .replace('{slug}', 'acme')
      .replace('{publisher}', 'acme')
      .replace('{connector}', 'secret-plans')
      .replace('{path}', 'secret')
      .replace('{account}', its.people.reviewer)
      .replace('{digest}', `sha256:${'0'.repeat(64)}`);
    if (filled.includes('{')) throw new Error(`Say in this test what ${filled} names, so that it can be attacked.`);
    return filled;
  };

  it.each(named)('A65: gets nothing, and changes nothing, by %s', async (_, route) => {
    const path = pathOf(route);
    const before = await snapshot();
    const json = bodyOf(route);
    const method = route.method === 'any' ? 'PUT' : route.method.toUpperCase();
    const body = route.upload ? { body: formOf({}, Buffer.from('PK')) } : {};
    const options = { method, ...body, ...(json !== undefined && !route.upload && { json }) };
    const answer = await its.service.ask(path, all, options);
    const text = await answer.text();

    // A route that reviewers or administrators alone may use refuses by scope; all others say that there is no such thing.
    const expected = route.scope === 'review' || route.scope === 'administer' ? 403 : 404;
    expect({ path: route.path, status: answer.status }).toEqual({ path: route.path, status: expected });
    // What the caller himself has named may be repeated to him.
    expect(text.replaceAll('acme/secret-plans', '')).not.toContain('secret-');
    expect(await snapshot()).toEqual(before);
  });

  it('A65: cannot tell another’s thing from one that does not exist', async () => {
    for (const [, route] of named.filter(([, { method, scope }]) => method === 'get' && scope === 'read')) {
      const path = pathOf(route);
      const real = (await (await its.service.ask(path, all)).json()) as Record<string, unknown>;
      const id = Object.values(things).find(known => path.includes(known)) ?? 'acme';
      const other = id === 'acme' ? 'nobody' : randomUUID();
      const none = (await (await its.service.ask(path.replace(id, other), all)).json()) as Record<string, unknown>;

      expect(JSON.stringify(real).replaceAll(id, 'it')).toBe(JSON.stringify(none).replaceAll(other, 'it'));
    }
  });

  /** What another publisher's things look like, without what a request leaves by itself: when a token was last used. */
  async function snapshot(): Promise<unknown> {
    const { rows } = await its.database.query(
      `select (select json_agg(s) from submission s) as submissions, (select count(*) from revision) as revisions,
              (select json_agg(w) from webhook w) as webhooks, (select json_agg(d) from delivery d) as deliveries,
              (select count(*) from token) as tokens, (select count(*) from token where revoked_at is not null) as revoked,
              (select count(*) from audit) as audited`,
    );
    return rows[0];
  }
});
