import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import type { Comment, PlacedComment } from '../../src/core/comment.js';
import { createConversation, findingNamed, fingerprintOf, found } from '../support/conversation.js';
import type { Conversation } from '../support/conversation.js';

// A machine that is busy with other things takes its time.
jest.setTimeout(120_000);

interface Page {
  readonly items: PlacedComment[];
  readonly next: string | null;
}
type Answered = Comment & { readonly code: string; readonly detail: string };

const operation = (id: string) => ({ get: { operationId: id, summary: `${id} works` } });
const filesWith = (paths: object) => ({
  'apiDefinition.swagger.json': JSON.stringify({ swagger: '2.0', paths }, null, 2),
  'README.md': '# Library\n\nRead me.\n',
});
const lineOf = (files: Record<string, string>, file: string, text: string) =>
  1 + (files[file] ?? '').split('\n').findIndex(line => line.includes(text));

describe('comments', () => {
  let its: Conversation;
  beforeAll(async () => (its = await createConversation()));
  afterAll(() => its.close());

  const say = (id: string, token: string, body: object) =>
    its.ask<Answered>(`/submissions/${id}/comments`, token, body);
  const list = async (id: string, token: string, query = '') =>
    (await its.ask<Page>(`/submissions/${id}/comments${query}`, token)).body.items;
  const definition = 'apiDefinition.swagger.json';

  it('stay with the element that they are about when a new revision moves it, and tell when it went', async () => {
    const files = filesWith({ '/a': operation('GetBook'), '/b': operation('DropBook') });
    const held = await its.open(files, { lint: found([findingNamed('GetBook')]) });
    const digest = held.digest ?? '';
    const line = lineOf(files, definition, 'GetBook works');
    const targets = [
      { on: 'line', file: definition, line, digest },
      { on: 'line', file: 'README.md', line: 3, digest },
      { on: 'operation', operationId: 'DropBook' },
      { on: 'finding', fingerprint: fingerprintOf('GetBook') },
      { on: 'submission' },
    ];
    for (const about of targets)
      expect((await say(held.id, its.tokens.reviewer, { text: 'Look.', about })).status).toBe(201);

    await its.revise(held.id);
    const between = await list(held.id, its.tokens.acme);
    const moved = { ...filesWith({ '/z': operation('Other'), '/y': operation('GetBook') }), 'README.md': 'New.\n' };
    await its.work(held.id, moved);
    const after = await list(held.id, its.tokens.acme);

    expect(between.map(({ place }) => place?.standing)).toEqual(['there', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(after.map(({ place }) => place)).toEqual([
      { standing: 'there', file: null, line: null, pointer: null },
      { standing: 'gone', file: definition, line: 3, pointer: '/paths' },
      expect.objectContaining({ standing: 'gone', file: definition, pointer: '/paths/~1b/get' }),
      { standing: 'gone', file: 'README.md', line: 3, pointer: null },
      {
        standing: 'there',
        file: definition,
        line: lineOf(moved, definition, 'GetBook works'),
        pointer: '/paths/~1y/get/summary',
      },
    ]);
    expect(after.at(-1)).toMatchObject({
      revision: 1,
      role: 'reviewer',
      anchor: { text: '"summary": "GetBook works"' },
    });
  });

  it('are about what is there, by who may speak', async () => {
    const { id, digest } = await its.open(filesWith({}));
    const about = (target: object) => say(id, its.tokens.reviewer, { text: 'Look.', about: target });
    const old = `sha256:${'0'.repeat(64)}`;

    for (const target of [
      { on: 'line', file: 'README.md', line: 99, digest },
      { on: 'line', file: '../etc/passwd', line: 1, digest },
      { on: 'line', file: 'README.md', line: 1, digest: old },
      { on: 'operation', operationId: '__proto__' },
      { on: 'finding', fingerprint: '0'.repeat(64) },
    ]) {
      expect(await about(target)).toMatchObject({ status: 404, body: { code: 'comment-target-not-found' } });
    }
    expect((await say(id, its.tokens.globex, { text: 'Hello.' })).body.code).toBe('submission-not-found');
    expect((await say(id, its.tokens.administrator, { text: 'Hello.' })).body.code).toBe('publisher-not-yours');
    const reading = await its.tokenFor(its.people.reviewer, ['read']);
    expect((await say(id, reading, { text: 'Hello.' })).body.code).toBe('scope-missing');
    // A reviewer who belongs to the publisher speaks for it.
    expect((await say(id, its.tokens.colleague, { text: 'Hello.' })).body.role).toBe('submitter');
  });

  it('are threads that either side answers, resolves and reopens', async () => {
    const { id } = await its.open(filesWith({}));
    const { body: root } = await say(id, its.tokens.reviewer, { text: 'Why?' });
    const { body: reply } = await say(id, its.tokens.acme, { text: 'Because.', inReplyTo: root.id });
    const { body: deeper } = await say(id, its.tokens.reviewer, { text: 'I see.', inReplyTo: reply.id });
    const settle = (token: string, kind: string, comment = root.id) =>
      its.ask<Answered>(`/comments/${comment}/resolution`, token, { kind });

    expect([root.thread, reply.thread, deeper.thread]).toEqual([null, root.id, root.id]);
    expect(await settle(its.tokens.acme, 'resolved')).toMatchObject({
      status: 200,
      body: { resolved: { name: 'of acme' } },
    });
    expect((await settle(its.tokens.reviewer, 'resolved')).body.resolved?.name).toBe('of acme');
    expect(await list(id, its.tokens.acme, '?open=true')).toEqual([]);
    expect((await list(id, its.tokens.acme)).every(({ resolved }) => resolved !== null)).toBe(true);
    expect((await its.ask(`/submissions/${id}`, its.tokens.acme)).body).toMatchObject({
      comments: { all: 3, open: 0 },
    });
    expect((await settle(its.tokens.reviewer, 'reopened')).body.resolved).toBeNull();
    expect(await list(id, its.tokens.acme, '?open=true')).toHaveLength(3);
    expect((await settle(its.tokens.reviewer, 'resolved', reply.id)).body.code).toBe('comment-not-found');
    expect((await settle(its.tokens.globex, 'resolved')).body.code).toBe('comment-not-found');
    const trail = await its.database.query(
      `select action from audit where submission_id = $1 and action like 'comment.%' order by seq`,
      [id],
    );
    expect(trail.rows.map((row: { action: string }) => row.action)).toEqual([
      'comment.added',
      'comment.added',
      'comment.added',
      'comment.resolved',
      'comment.reopened',
    ]);
    expect(await verifyAudit(its.database.dataSource)).toBeNull();
  });

  it('of reviewers for reviewers are shown to no member of the publisher, anywhere', async () => {
    const { id } = await its.open(filesWith({}));
    const secret = `secret-${randomUUID()}`;
    const webhook = { url: 'https://hooks.example.com/', events: ['comment.added', 'comment.resolved'] };
    await its.ask('/publishers/acme/webhooks', its.tokens.acme, webhook);
    const { body: note } = await say(id, its.tokens.reviewer, { text: secret, visibility: 'reviewers' });
    const { body: answer } = await say(id, its.tokens.reviewer, { text: `${secret} too`, inReplyTo: note.id });
    await its.ask(`/comments/${note.id}/resolution`, its.tokens.reviewer, { kind: 'resolved' });
    const told = async () => {
      const noticed = 'select event, body from notice where submission_id = $1';
      return (await its.database.query(noticed, [id])).rows as { event: string; body: string }[];
    };
    const silent = await told();
    await say(id, its.tokens.reviewer, { text: 'For both.' });

    expect(answer.visibility).toBe('reviewers');
    for (const token of [its.tokens.acme, its.tokens.colleague, its.tokens.administrator]) {
      for (const path of ['', '/comments', '/packet']) {
        const text = await (await its.service.ask(`/submissions/${id}${path}`, token)).text();
        expect(text).not.toContain(secret);
        expect(text).not.toContain(note.id);
      }
      const feed = await (await its.service.ask(`/feeds/submissions/${id}.atom`, token)).text();
      expect(feed).toContain('For both.');
      expect(feed).not.toContain(secret);
      expect((await its.ask<{ comments: object }>(`/submissions/${id}`, token)).body.comments).toEqual({
        all: 1,
        open: 1,
      });
    }
    expect(await list(id, its.tokens.reviewer)).toHaveLength(3);
    expect((await say(id, its.tokens.colleague, { text: 'Hm.', inReplyTo: note.id })).body.code).toBe(
      'comment-not-found',
    );
    expect(
      (await its.ask<Answered>(`/comments/${note.id}/resolution`, its.tokens.colleague, { kind: 'reopened' })).body
        .code,
    ).toBe('comment-not-found');
    expect((await say(id, its.tokens.acme, { text: 'Hm.', visibility: 'reviewers' })).body.code).toBe('note-not-yours');
    expect(silent).toEqual([]);
    expect((await told()).map(({ event }) => event)).toEqual(['comment.added']);
    expect((await told())[0]?.body).not.toContain('For both.');
  });

  it('are text, whatever is written in them', async () => {
    const { id } = await its.open(filesWith({}));
    const html = '<script>alert(1)</script> & "quotes" \u{1F600}';
    const kept = await say(id, its.tokens.acme, { text: `  ${html}\r\nnext\tline ` });
    const feed = await (await its.service.ask(`/feeds/submissions/${id}.atom`, its.tokens.acme)).text();

    expect(kept.body.text).toBe(`${html}\nnext\tline`);
    expect(feed).not.toContain('<script>');
    expect(feed).toContain('&lt;script&gt;');
    for (const text of ['a\0b', 'a\u001b[31mb', 'a\u0085b', 'a\u202eb', '\ud800', ' ', 'x'.repeat(10_001)]) {
      expect((await say(id, its.tokens.acme, { text })).status).toBe(400);
    }
  });

  it('come with a return in one transaction, or not at all', async () => {
    const held = await its.open(filesWith({ '/a': operation('GetBook') }));
    const about = { on: 'operation', operationId: 'GetBook' };
    const decide = (comments: object[], kind = 'return', digest = held.digest) =>
      its.ask<Answered>(`/submissions/${held.id}/decisions`, its.tokens.reviewer, {
        kind,
        digest,
        comment: 'See the places.',
        comments,
      });

    expect((await decide([{ text: 'Mend.', about: { on: 'operation', operationId: 'None' } }])).status).toBe(404);
    expect((await decide([{ text: 'Mend.', about }], 'approve')).status).toBe(400);
    expect((await decide([{ text: 'Mend.', about }], 'return', `sha256:${'0'.repeat(64)}`)).status).toBe(409);
    expect(await list(held.id, its.tokens.acme)).toEqual([]);
    expect(
      (
        await decide([
          { text: 'Mend.', about },
          { text: 'And this.', about: { on: 'submission' } },
        ])
      ).body,
    ).toMatchObject({
      state: 'returned',
      comments: { all: 2, open: 2 },
    });
    expect((await list(held.id, its.tokens.acme)).map(({ text }) => text)).toEqual(['And this.', 'Mend.']);
  });

  it('are made once however often they are sent, and a thousand come in pages', async () => {
    const { id } = await its.open(filesWith({}));
    const key = { 'idempotency-key': randomUUID() };
    const body = { text: 'Once.' };
    const twice = await Promise.all(
      [1, 2].map(() => its.ask<Answered>(`/submissions/${id}/comments`, its.tokens.acme, body, key)),
    );
    await its.database.query(
      `insert into comment (id, submission_id, revision, account_id, role, visibility, text, anchor)
       select gen_random_uuid(), $1, 1, $2, 'reviewer', 'all', 'Comment ' || n, '{"on": "submission"}'
         from generate_series(1, 999) as n`,
      [id, its.people.reviewer],
    );
    const texts: string[] = [];
    let pages = 0;
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const read = (await its.ask<Page>(`/submissions/${id}/comments?limit=100${query}`, its.tokens.acme)).body;
      texts.push(...read.items.map(({ text }) => text));
      next = read.next;
      pages += 1;
    }

    expect(twice.map(({ status }) => status).sort()).toContain(201);
    expect(pages).toBe(10);
    expect(texts).toEqual([...Array.from({ length: 999 }, (_, index) => `Comment ${999 - index}`), 'Once.']);
    expect((await its.ask(`/submissions/${id}/comments?cursor=x`, its.tokens.acme)).status).toBe(400);
  });

  it('are facts: the database lets nobody change them or speak for another side', async () => {
    const { id } = await its.open(filesWith({}));
    const { body: root } = await say(id, its.tokens.acme, { text: 'So.' });
    const insert = (role: string, account: string, visibility = 'all') =>
      its.database.query(
        `insert into comment (id, submission_id, revision, account_id, role, visibility, text, anchor)
         values (gen_random_uuid(), $1, 1, $2, $3, $4, 'x', '{"on": "submission"}')`,
        [id, account, role, visibility],
      );

    for (const change of [`update comment set text = 'other'`, 'delete from comment']) {
      await expect(its.database.query(`${change} where id = '${root.id}'`)).rejects.toMatchObject({ code: 'ZA001' });
    }
    await expect(insert('reviewer', its.people.colleague)).rejects.toMatchObject({ code: 'ZA002' });
    await expect(insert('submitter', its.people.reviewer)).rejects.toMatchObject({ code: 'ZA002' });
    await expect(insert('tester', its.people.reviewer)).rejects.toMatchObject({ code: 'ZA002' });
    await expect(insert('submitter', its.people.submitter, 'reviewers')).rejects.toMatchObject({ code: '23514' });
  });
});
