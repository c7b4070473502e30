import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { formOf } from '../support/service.js';

const zip = Buffer.from('PK not really a zip; nobody looks at it here');
const mebibyte = 1024 * 1024;

// A machine that is busy with other things takes its time.
jest.setTimeout(60_000);

describe('what the API takes in', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const post = (body: FormData | string | Buffer, headers: Record<string, string> = {}) =>
    its.service.ask('/submissions', its.tokens.acme, { method: 'POST', body, headers });
  const fields = () => ({ publisher: 'acme', connector: `c-${randomUUID()}` });

  describe('an upload', () => {
    it('is stored, and answered with where it can be followed', async () => {
      const answer = await post(formOf({ ...fields(), connection: '{"api_key":"canary-credential-1"}' }, zip));
      const view = (await answer.json()) as { id: string };
      const followed = await fetch(its.service.url + answer.headers.get('location'), {
        headers: { authorization: `Bearer ${its.tokens.acme}` },
      });

      expect(answer.status).toBe(202);
      expect(view).toMatchObject({
        publisher: 'acme',
        profile: 'verified',
        stage: 'intake',
        state: 'running',
        turn: 'ours',
        revision: 1,
        version: null,
        digest: null,
        receipt: null,
        timeline: [{ stage: 'intake', state: 'READY' }],
      });
      expect(await followed.json()).toEqual(view);
      expect(JSON.stringify(its.service.log())).not.toContain('canary-credential-1');
    });

    it('for a connector with an open submission is told which', async () => {
      const same = fields();
      const { id } = (await (await post(formOf(same, zip))).json()) as { id: string };
      const second = await post(formOf(same, zip));

      expect(second.status).toBe(409);
      expect(await second.json()).toMatchObject({ code: 'submission-already-open', fix: expect.stringContaining(id) });
    });

    it('of 10 MiB is taken, and one beyond that is not', async () => {
      const largest = await post(formOf(fields(), Buffer.alloc(10 * mebibyte)));
      const larger = await post(formOf(fields(), Buffer.alloc(10 * mebibyte + 2)));
      const huge = await post(formOf(fields(), Buffer.alloc(40 * mebibyte)));

      expect(largest.status).toBe(202);
      for (const refused of [larger, huge]) {
        expect(refused.status).toBe(413);
        expect(await refused.json()).toMatchObject({
          code: 'body-too-large',
          detail: expect.stringContaining('10 MiB'),
        });
      }
    });

    it('keeps a harmless name of its file', async () => {
      const { id } = (await (await post(formOf(fields(), zip, '../../etc/pass\u202Ewd\n.zip'))).json()) as {
        id: string;
      };

      expect((await its.ledger.revisions(id))[0]?.uploadName).toBe('passwd.zip');
    });

    it.each([
      ['no file', () => formOf(fields()), 'no file field named `package`'],
      [
        'two files',
        () => {
          const form = formOf(fields(), zip);
          form.append('package', new Blob([zip]), 'b.zip');
          return form;
        },
        'file',
      ],
      [
        'a file of another name',
        () => {
          const form = formOf(fields(), zip);
          form.append('extra', new Blob([zip]), 'b.zip');
          return form;
        },
        'file',
      ],
      [
        'too many fields',
        () => formOf({ ...fields(), ...Object.fromEntries([...'abcdefgh'].map(name => [name, ''])) }, zip),
        'too many',
      ],
      ['a field that is too long', () => formOf({ ...fields(), connection: 'x'.repeat(70_000) }, zip), '64 KiB'],
    ])('with %s is refused with the reason', async (_, form, reason) => {
      const answer = await post(form());

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'upload-invalid', detail: expect.stringContaining(reason) });
    });

    it.each([
      ['text', 'hello', { 'content-type': 'text/plain' }, 415, 'media-type-unsupported'],
      ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'media-type-unsupported'],
      ['multipart without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 400, 'upload-invalid'],
      [
        'multipart that ends early',
        '--b\r\nContent-Disposition: form-data; name="package"; filename="a"\r\n\r\nPK',
        { 'content-type': 'multipart/form-data; boundary=b' },
        400,
        'upload-invalid',
      ],
      [
        'bytes that are no multipart',
        Buffer.alloc(4096, 7),
        { 'content-type': 'multipart/form-data; boundary=b' },
        400,
        'upload-invalid',
      ],
    ])('as %s is refused', async (_, body, headers, status, code) => {
      const answer = await post(body, headers);

      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ code });
    });

    it.each(['[]', '"x"', '{"a":1}', '{"a":{}}', 'nonsense hunter22'])(
      'with the connection %s is refused without repeating it',
      async connection => {
        const answer = await post(formOf({ ...fields(), connection }, zip));
        const text = await answer.text();

        expect(answer.status).toBe(400);
        expect(text).toContain('a JSON object whose values are texts');
        expect(text).not.toContain('hunter22');
      },
    );
  });

  describe('a repeated request', () => {
    it('takes effect once and is answered alike', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const same = fields();
      const first = await post(formOf(same, zip), key);
      const second = await post(formOf(same, zip), key);

      expect([first.status, second.status]).toEqual([202, 202]);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.headers.get('location')).toBe(first.headers.get('location'));
      expect(await second.json()).toEqual(await first.json());
    });

    it('with other content is refused', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const same = fields();
      await post(formOf(same, zip), key);
      const other = await post(formOf(same, Buffer.from('PK other bytes')), key);

      expect(other.status).toBe(422);
      expect(await other.json()).toMatchObject({ code: 'idempotency-key-reused' });
    });

    it('that was refused may be corrected under the same key', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const ask = (json: unknown) => its.service.ask('/publishers', its.tokens.administrator, { json, headers: key });
      const refused = await ask({ slug: 'acme', name: 'Acme', kind: 'verified' });
      const corrected = await ask({ slug: `new-${randomUUID()}`, name: 'New', kind: 'verified' });

      expect(refused.status).toBe(409);
      expect(corrected.status).toBe(201);
    });

    it('never hands out a token’s secret again, nor stores it', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/accounts/${its.people.reviewer}/tokens`;
      const ask = async () =>
        (await (
          await its.service.ask(path, its.tokens.administrator, { headers, json: { name: 'x', scopes: ['read'] } })
        ).json()) as {
          token: { id: string };
          secret: string | null;
        };
      const [first, second] = [await ask(), await ask()];
      const { rows } = await its.database.query('select body from idempotency_key where key = $1', [
        headers['idempotency-key'],
      ]);

      expect(first.secret).toMatch(/^assay_/);
      expect(second).toEqual({ token: first.token, secret: null });
      expect(JSON.stringify(rows)).not.toContain(first.secret);
    });

    it('with a key that is none is refused', async () => {
      const answer = await post(formOf(fields(), zip), { 'idempotency-key': 'x'.repeat(300) });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'request-invalid' });
    });
  });

  describe('a malformed request', () => {
    const json = { 'content-type': 'application/json' };
    const publishers = (body: string | Buffer, headers: Record<string, string> = json) =>
      its.service.ask('/publishers', its.tokens.administrator, { method: 'POST', body, headers });

    it.each([
      ['broken JSON', '{"slug": ', json, 400, 'request-malformed'],
      ['a JSON text that is no object', '"x"', json, 400, 'request-malformed'],
      ['a list', '[]', json, 400, 'request-invalid'],
      [
        'JSON with __proto__',
        '{"slug":"a","name":"A","kind":"verified","__proto__":{"x":1}}',
        json,
        400,
        'request-invalid',
      ],
      ['JSON nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, json, 400, 'request-invalid'],
      ['2 MiB of JSON', JSON.stringify({ name: 'x'.repeat(2 * mebibyte) }), json, 413, 'body-too-large'],
      ['no body', '', json, 400, 'request-invalid'],
      [
        'another type',
        'slug=a',
        { 'content-type': 'application/x-www-form-urlencoded' },
        415,
        'media-type-unsupported',
      ],
      [
        'an unknown charset',
        '{}',
        { 'content-type': 'application/json; charset=klingon' },
        415,
        'media-type-unsupported',
      ],
      ['an unknown encoding', '{}', { ...json, 'content-encoding': 'rot13' }, 415, 'media-type-unsupported'],
      ['bytes that are no gzip', 'plain', { ...json, 'content-encoding': 'gzip' }, 400, 'request-malformed'],
    ])('(%s) is refused in the API’s own form', async (_, body, headers, status, code) => {
      const answer = await publishers(body, headers);
      const text = await answer.text();

      expect({ status: answer.status, code: (JSON.parse(text) as { code: string }).code }).toEqual({ status, code });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|SyntaxError/);
    });

    it.each([
      ['/submissions/%E0%A4%A', 'GET', 400, 'request-malformed'],
      ['/submissions/not-an-id', 'GET', 400, 'request-invalid'],
      [`/submissions/${randomUUID()}%00`, 'GET', 400, 'request-invalid'],
      [`/submissions/${randomUUID()}/evidence/sha256:..%2f..%2fetc%2fpasswd`, 'GET', 400, 'request-invalid'],
      ['/submissions?limit=0', 'GET', 400, 'request-invalid'],
      ['/submissions?limit=1e9', 'GET', 400, 'request-invalid'],
      ['/submissions?limit=1&limit=2', 'GET', 400, 'request-invalid'],
      ['/submissions?state=gone', 'GET', 400, 'request-invalid'],
      ['/submissions?cursor=nonsense', 'GET', 400, 'cursor-invalid'],
      ['/submissions?order=asc', 'GET', 400, 'request-invalid'],
      ['/catalog?channel=secret', 'GET', 400, 'request-invalid'],
      ['/nothing', 'GET', 404, 'route-not-found'],
      ['/submissions', 'PUT', 405, 'method-not-allowed'],
      ['/me', 'DELETE', 405, 'method-not-allowed'],
    ])('(%s, %s) is refused in the API’s own form', async (path, method, status, code) => {
      const answer = await its.service.ask(path, its.tokens.acme, { method });
      const problem = (await answer.json()) as { code: string; instance: string; fix: string };

      expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
      expect(problem.instance).toMatch(/^\/api\/v1\//);
      expect(problem.fix).toMatch(/\.$/);
    });

    it.each([
      ['no HTTP at all', 'hello\r\n\r\n', 'HTTP/1.1 400'],
      ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431'],
    ])('(%s) is answered, too', async (_, bytes, status) => {
      const text = await exchange(its.service.url, bytes);

      expect(text).toContain(status);
      expect(text).toContain('"code":"request-malformed"');
    });

    it('leaves the service as it was', async () => {
      const ready = await fetch(`${its.service.url}/readyz`);

      expect(ready.status).toBe(200);
      expect(its.service.log().filter(({ level }) => level === 'error')).toEqual([]);
    });
  });
});

/** Sends bytes as they are, and gives all that comes back. */
function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', chunk => (text += String(chunk)));
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}
