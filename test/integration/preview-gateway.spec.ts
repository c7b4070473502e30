import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { PostgresPreviewConnections } from '../../src/adapters/postgres/preview-connections.js';
import { rotateVault } from '../../src/adapters/postgres/rotate-vault.js';
import { previewAccess, previewUsePage } from '../../src/api/schemas.js';
import { digestSource } from '../../src/core/package.js';
import { decision, digestOf, end, openingOf, outcomeOf, sha256Of } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { policy } from '../support/policies.js';
import { temporaryFolder } from '../support/temporary.js';
import { createWorld } from '../support/world.js';

jest.setTimeout(120_000);

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const noHeaders: Pick<Received, 'headers'> = { headers: {} };

const operation = (operationId: string, parameters: object[] = []) => ({
  operationId,
  summary: `Do ${operationId}`,
  parameters,
  responses: { 200: { description: 'Fine.', headers: { 'X-Next-Page': { type: 'string' } } } },
});
const id = { name: 'id', in: 'path', required: true, type: 'string' };
const declared = ['Authorization', 'Cookie', 'X-Trace', 'Transfer-Encoding', 'Host'].map(name => ({
  name,
  in: 'header',
  type: 'string',
}));

describe('the preview gateway', () => {
  let its: ApiWorld;
  let api: TestServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let received: Received[] = [];
  const answers = new Map<string, (response: ServerResponse, body: string) => void>();

  beforeAll(async () => {
    api = await startServer((request, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
        received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        const path = (request.url ?? '').split('?', 1)[0]?.split('/').at(-1) ?? '';
        const answer = answers.get(path);
        if (answer) return answer(response, body);
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ you: request.headers['x-api-key'] ?? null }));
      })().catch(() => response.destroy());
    });
    folder = await temporaryFolder();
    its = await createApiWorld({
      ASSAY_DATA_DIR: join(folder.path, 'data'),
      ASSAY_LOG_LEVEL: 'trace',
      ASSAY_EGRESS_ALLOW: new URL(api.url).host,
    });
  }, 120_000);
  afterAll(async () => {
    await its?.close();
    await api?.stop();
    await folder?.remove();
  }, 60_000);
  beforeEach(() => (received = []));

  const definitionWith = (more: object) => ({
    swagger: '2.0',
    info: { title: 'Things', version: '1.0.1', description: 'Things.' },
    host: new URL(api.url).host,
    schemes: ['http'],
    basePath: '/v1',
    paths: {
      '/things': { get: operation('ListThings'), post: operation('AddThing', declared) },
      '/things/{id}': { get: operation('GetThing', [id]), delete: operation('RemoveThing', [id]) },
      '/routed/{id}': { get: operation('RoutedThing', [id]) },
      '/scripted': { get: operation('ScriptedThing') },
    },
    ...more,
  });
  const key = {
    securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
    security: [{ key: [] }],
  };
  const propertiesWith = (connectionParameters: object) => ({
    properties: {
      connectionParameters,
      scriptOperations: ['ScriptedThing'],
      policyTemplateInstances: [
        policy('setheader', { name: 'X-Version', value: '7', existsAction: 'override' }),
        policy(
          'routerequesttoendpoint',
          { newPath: '/inner/{id}', httpMethod: 'POST' },
          { 'x-ms-apimTemplate-operationName': ['RoutedThing'] },
        ),
      ],
    },
  });
  const keyed = { api_key: { type: 'securestring', uiDefinition: { constraints: { required: 'true' } } } };

  /** A connector of acme that waits in preview, with real bytes in the store of the service. */
  async function inPreview(definition: object = definitionWith(key), properties: object = propertiesWith(keyed)) {
    const connector = `things-${randomUUID().slice(0, 8)}`;
    const blobs = new FileBlobs(join(folder.path, 'data', 'blobs'));
    const texts = {
      'apiDefinition.swagger.json': JSON.stringify(definition),
      'apiProperties.json': JSON.stringify(properties),
      'script.csx': 'class Script {}',
    };
    const files = [];
    for (const [path, text] of Object.entries(texts)) {
      await blobs.put(Buffer.from(text));
      files.push({ path, size: Buffer.byteLength(text), sha256: sha256Of(text) });
    }
    const digest = digestOf(digestSource(files));
    const opened = await its.ledger.open(openingOf({ publisher: 'acme', connector, by: its.people.submitter }));
    for (;;) {
      const step = await its.ledger.claim('worker', 60);
      if (step === null) throw new Error('Nothing came to preview.');
      const outcome = outcomeOf(step);
      const mine = step.submissionId === opened.id && step.stage === 'intake' && outcome.kind === 'checked';
      await end(its.ledger, step, mine ? { ...outcome, package: { digest, files, version: '1.0.1' } } : outcome);
      if (step.submissionId === opened.id && step.stage === 'preview') return { id: opened.id, connector, digest };
    }
  }

  const somebody = async (submission: string | null = null) => {
    const person = await its.accounts.createAccount(
      { name: `tester ${randomUUID()}`, roles: ['submitter'], publishers: [] },
      'assay',
    );
    if (submission !== null) {
      const answer = await its.service.ask(`/submissions/${submission}/testers`, its.tokens.acme, {
        json: { account: person.id },
      });
      expect(answer.status).toBe(201);
    }
    return {
      id: person.id,
      token: await its.tokenFor(person.id, ['read', 'submit']),
      reading: await its.tokenFor(person.id, ['read']),
    };
  };
  const handIn = (submission: string, token: string, connection: object) =>
    its.service.ask(`/submissions/${submission}/preview-connection`, token, { json: { connection } });
  const call = (connector: string, path: string, token: string | null, options: RequestInit = {}) =>
    fetch(`${its.service.url}/gateway/preview/acme/${connector}${path}`, {
      redirect: 'manual',
      ...options,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
    });
  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;
  /** A connector in preview with a tester who has a connection. */
  async function ready(secret = `key-${randomUUID()}`) {
    const preview = await inPreview();
    const tester = await somebody(preview.id);
    expect((await handIn(preview.id, tester.token, { api_key: secret })).status).toBe(204);
    return { ...preview, tester, secret };
  }

  it('calls an operation as a consumer would: signed in with the own connection, policies applied, and says what answered', async () => {
    const { connector, digest, tester, secret } = await ready();
    const answer = await call(connector, '/v1/things/a%2Fb?q=a%20b&q=2', tester.reading);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ you: '[redacted]' });
    expect(answer.headers.get('assay-version')).toBe('1.0.1');
    expect(answer.headers.get('assay-digest')).toBe(digest);
    expect(received).toMatchObject([
      { method: 'GET', url: '/v1/things/a%2Fb?q=a%20b&q=2', headers: { 'x-api-key': secret, 'x-version': '7' } },
    ]);
    expect((await call(connector, '/routed/7', tester.reading)).status).toBe(200);
    expect(received[1]).toMatchObject({ method: 'POST', url: '/v1/inner/7', headers: { 'x-api-key': secret } });
  });

  it('signs in with basic credentials as well', async () => {
    const basic = { securityDefinitions: { basic: { type: 'basic' } }, security: [{ basic: [] }] };
    const { id: submission, connector } = await inPreview(
      definitionWith(basic),
      propertiesWith({ username: { type: 'string' }, password: { type: 'securestring' } }),
    );
    const tester = await somebody(submission);
    await handIn(submission, tester.token, { username: 'ann', password: 'very secret' });

    expect((await call(connector, '/things', tester.reading)).status).toBe(200);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:very secret').toString('base64')}`);
  });

  it('gets a token with the client credentials of the connection', async () => {
    const flow = { type: 'oauth2', flow: 'application', tokenUrl: `${api.url}/token`, scopes: {} };
    const oAuthSettings = { identityProvider: 'oauth2', customParameters: { tokenUrl: { value: `${api.url}/token` } } };
    const { id: submission, connector } = await inPreview(
      definitionWith({ securityDefinitions: { oauth: flow }, security: [{ oauth: [] }] }),
      propertiesWith({ token: { type: 'oauthSetting', oAuthSettings } }),
    );
    const tester = await somebody(submission);
    answers.set('token', response => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ access_token: 'a-fresh-token', token_type: 'Bearer', expires_in: 3600 }));
    });
    const before = await call(connector, '/things', tester.reading);
    await handIn(submission, tester.token, { 'token:clientId': 'app', 'token:clientSecret': 'client secret' });

    expect(await before.json()).toMatchObject({ fix: expect.stringContaining('token:clientSecret') });
    expect((await call(connector, '/things', tester.reading)).status).toBe(200);
    expect(received[0]?.body).toContain('grant_type=client_credentials');
    expect(received[1]?.headers.authorization).toBe('Bearer a-fresh-token');
  });

  it('passes the very bytes of a body on, whatever they are, and no header that is not the API’s business', async () => {
    const { connector, tester } = await ready();
    const body = '{"a": 1.0,   "a": 2}';
    const answer = await call(connector, '/things', tester.reading, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        cookie: 'session=1',
        'x-trace': 'mine',
        'x-undeclared': 'no',
        'x-forwarded-for': '10.0.0.1',
        'idempotency-key': 'mine',
      },
    });

    expect(answer.status).toBe(200);
    expect(received[0]).toMatchObject({ method: 'POST', body });
    const { headers } = received[0] ?? noHeaders;
    expect(headers).toMatchObject({
      'x-trace': 'mine',
      'content-type': 'application/json',
      host: new URL(api.url).host,
    });
    // The token for Assay is not the API's, although the definition declares the header.
    for (const name of ['authorization', 'cookie', 'x-undeclared', 'x-forwarded-for']) {
      expect(headers[name]).toBeUndefined();
    }
    expect(JSON.stringify(received)).not.toContain('assay_');
  });

  it('uses the connection of who calls, and never another', async () => {
    const { id: submission, connector, tester, secret } = await ready('the-first-key');
    const other = await somebody(submission);
    expect(await code(await call(connector, '/things', other.reading))).toBe('preview-connection-needed');
    await handIn(submission, other.token, { api_key: 'the-second-key' });
    await handIn(submission, its.tokens.acme, { api_key: 'the-member-key' });
    await handIn(submission, its.tokens.reviewer, { api_key: 'the-reviewer-key' });

    const people = [tester.reading, other.reading, its.tokens.acme, its.tokens.reviewer];
    const keys = [secret, 'the-second-key', 'the-member-key', 'the-reviewer-key'];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(people.map((token, index) => call(connector, `/things/${index}`, token)));
    }
    expect(received).toHaveLength(12);
    for (const { url, headers } of received) expect(headers['x-api-key']).toBe(keys[Number(url.split('/').at(-1))]);
    const access = previewAccess.parse(
      await (await its.service.ask(`/submissions/${submission}/preview-access`, other.reading)).json(),
    );
    expect(access).toMatchObject({ open: true, connector, connection: { names: ['api_key'], held: true } });
    expect(access.operations.map(({ operationId }) => operationId)).toContain('RoutedThing');
  });

  it('counts calls by account, and which went well', async () => {
    const { id: submission, connector, tester } = await ready();
    answers.set('gone', response => response.writeHead(404).end());
    await call(connector, '/things', tester.reading);
    await call(connector, '/things/gone', tester.reading);
    await call(connector, '/nothing', tester.reading);
    const uses = previewUsePage.parse(
      await (await its.service.ask(`/submissions/${submission}/preview-uses`, its.tokens.acme)).json(),
    );

    expect(uses.items).toMatchObject([{ account: tester.id, revision: 1, calls: 2, goodCalls: 1 }]);
    expect(await code(await its.service.ask(`/submissions/${submission}/preview-uses`, tester.token))).toBe(
      'submission-not-found',
    );
    await expect(
      its.database.query('update preview_use set calls = calls + 5 where submission_id = $1', [submission]),
    ).rejects.toMatchObject({ code: 'ZA001' });
  });

  describe('says what is wrong', () => {
    it('to strangers: nothing exists', async () => {
      const { connector } = await ready();
      const theirs = await call(connector, '/things', its.tokens.globex);
      const none = await call('no-such-thing', '/things', its.tokens.globex);
      const shown = async (answer: Response) =>
        (await answer.text()).replaceAll(connector, 'x').replaceAll('no-such-thing', 'x');

      expect([theirs.status, none.status]).toEqual([404, 404]);
      expect(await shown(theirs)).toBe(await shown(none));
      expect((await call(connector, '/things', null)).status).toBe(401);
      expect(received).toEqual([]);
    });

    it('about operations: the nearest, and those that cannot be called here', async () => {
      const { connector, tester } = await ready();
      const unknown = await call(connector, '/v1/thing', tester.reading);

      expect(unknown.status).toBe(404);
      expect(await unknown.json()).toMatchObject({
        code: 'operation-not-found',
        fix: expect.stringContaining('/things'),
      });
      expect(await code(await call(connector, '/things', tester.reading, { method: 'PATCH' }))).toBe(
        'operation-not-found',
      );
      expect(await code(await call(connector, '/scripted', tester.reading))).toBe('operation-not-callable');
      expect(await code(await call(connector, '', tester.reading))).toBe('operation-not-found');
    });

    it('about the connection: what to hand in, and where', async () => {
      const { id: submission, connector } = await inPreview();
      const tester = await somebody(submission);
      const answer = await call(connector, '/things', tester.reading);
      await handIn(submission, tester.token, { other: 'x' });
      const lacking = await call(connector, '/things', tester.reading);

      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({
        code: 'preview-connection-needed',
        fix: expect.stringMatching(new RegExp(`POST /api/v1/submissions/${submission}/preview-connection .*api_key`)),
      });
      expect(await lacking.json()).toMatchObject({
        code: 'preview-connection-needed',
        detail: expect.stringContaining('api_key'),
      });
      expect(await code(await handIn(submission, tester.reading, { api_key: 'x' }))).toBe('scope-missing');
    });

    it('about the version: none in preview', async () => {
      const { id: submission, connector, digest, tester } = await ready();
      await its.ledger.change(submission, decision('return', its.people.reviewer, digest));
      const returned = await call(connector, '/things', tester.reading);

      expect(returned.status).toBe(409);
      expect(await code(returned)).toBe('preview-not-open');
      expect(await code(await call('no-such-thing', '/things', its.tokens.acme))).toBe('preview-not-open');
      expect(received).toEqual([]);
    });

    it('about the API: that it gave no answer', async () => {
      const { connector, tester } = await ready();
      answers.set('broken', response => response.destroy());
      const answer = await call(connector, '/things/broken', tester.reading);

      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({ code: 'preview-call-failed', fault: 'upstream' });
      // One call is one call: it is not made again in secret.
      expect(received).toHaveLength(1);
    });
  });

  describe('bears hostile answers', () => {
    it.each([
      ['text/html', '<script>alert(1)</script>'],
      ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ])('%s is saved, and runs nowhere', async (type, text) => {
      const { connector, tester } = await ready();
      answers.set('page', response => {
        response.writeHead(200, {
          'Content-Type': type,
          'Set-Cookie': 'session=evil; Path=/',
          'Content-Security-Policy': 'default-src *',
          'Access-Control-Allow-Origin': '*',
          'X-Accel-Redirect': '/etc/passwd',
          'Assay-Digest': 'sha256:evil',
          'X-Next-Page': '2',
        });
        response.end(text);
      });
      const answer = await call(connector, '/things/page', tester.reading);

      expect(await answer.text()).toBe(text);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('content-disposition')).toBe('attachment');
      expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-next-page')).toBe('2');
      expect(answer.headers.get('assay-digest')).not.toContain('evil');
      for (const name of ['set-cookie', 'access-control-allow-origin', 'x-accel-redirect']) {
        expect(answer.headers.get(name)).toBeNull();
      }
    });

    it('a redirect leads nobody anywhere, least of all to Assay itself', async () => {
      const { connector, tester } = await ready();
      answers.set('moved', response => response.writeHead(307, { Location: '/api/v1/me' }).end());
      const followed = await call(connector, '/things/moved', tester.reading, { redirect: 'follow' });

      expect(followed.status).toBe(307);
      expect(followed.headers.get('location')).toBeNull();
      expect(followed.headers.get('assay-location')).toBe('/api/v1/me');
      expect(received).toHaveLength(1);
    });

    it('one that is too large, or that does not end', async () => {
      const { connector, tester } = await ready();
      answers.set('huge', response => response.end(Buffer.alloc(2_000_000, 'x')));
      answers.set('endless', response => {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        const more = setInterval(() => response.write('x'.repeat(100_000)), 5);
        response.on('close', () => clearInterval(more));
      });

      for (const path of ['/things/huge', '/things/endless']) {
        const answer = await call(connector, path, tester.reading);
        expect(answer.status).toBe(502);
        expect(await code(answer)).toBe('preview-call-failed');
      }
    });

    it('a slow one ends when the caller goes away', async () => {
      const { connector, tester } = await ready();
      let ended: () => void = () => undefined;
      const closed = new Promise<void>(resolve => (ended = resolve));
      answers.set('slow', response => void response.on('close', ended));
      const gone = new AbortController();
      const calling = call(connector, '/things/slow', tester.reading, { signal: gone.signal }).catch(() => 'gone');
      while (received.length === 0) await delay(20);
      gone.abort();

      expect(await calling).toBe('gone');
      await closed;
    });

    it('a 401 is the API’s, and asks nobody to sign in to Assay', async () => {
      const { connector, tester, digest } = await ready();
      answers.set('locked', response =>
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="assay"' }).end('{}'),
      );
      const answer = await call(connector, '/things/locked', tester.reading);

      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBeNull();
      expect(answer.headers.get('assay-digest')).toBe(digest);
    });
  });

  describe('bears hostile requests', () => {
    /** Sends a request target as it is, which fetch would tidy up. */
    const raw = async (
      target: string,
      token: string,
      headers: http.OutgoingHttpHeaders = {},
      method = 'GET',
      body = '',
    ) => {
      const { hostname, port } = new URL(its.service.url);
      const request = http.request({
        hostname,
        port,
        path: target,
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      let text = '';
      for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
      return { status: response.statusCode ?? 0, text };
    };

    it.each([
      ['/things/..%2f..%2fadmin/../x', '/things/..%2f..%2fadmin/../x'],
      ['/things/../../admin', '/things/../../admin'],
      ['/things/%2e%2e', '/things/%2e%2e'],
      ['/things\\..\\admin', '/things\\..\\admin'],
      ['//evil.example/things', '//evil.example/things'],
      ['/things/%E0%A4%A', '/things/%E0%A4%A'],
      ['a very long path', `/${'x'.repeat(9_000)}`],
      ['/@evil.example/things', '/@evil.example/things'],
    ])('%s reaches nothing', async (_, path) => {
      const { connector, tester } = await ready();
      const { status } = await raw(`/gateway/preview/acme/${connector}${path}`, tester.reading);

      expect([400, 404]).toContain(status);
      expect(received).toEqual([]);
    });

    it('a body that is too long is refused, told or not told beforehand', async () => {
      const { connector, tester } = await ready();
      const target = `/gateway/preview/acme/${connector}/things`;
      const body = 'x'.repeat(1_100_000);
      const told = await raw(target, tester.reading, { 'content-length': body.length }, 'POST', body);
      const untold = await raw(target, tester.reading, { 'transfer-encoding': 'chunked' }, 'POST', body);

      expect([told.status, untold.status]).toEqual([413, 413]);
      expect(received).toEqual([]);
    });

    it('too many calls at once are refused, and places come free again', async () => {
      const { connector, tester } = await ready();
      const held: ServerResponse[] = [];
      answers.set('held', response => void held.push(response));
      const calls = Array.from({ length: 4 }, () => call(connector, '/things/held', tester.reading));
      while (held.length < 4) await delay(20);
      const refused = await call(connector, '/things/held', tester.reading);

      expect(refused.status).toBe(429);
      expect(await code(refused)).toBe('preview-calls-limit');
      for (const response of held) response.end('{}');
      for (const answer of await Promise.all(calls)) expect(answer.status).toBe(200);
      expect((await call(connector, '/things', tester.reading)).status).toBe(200);
    });

    it('an address that connectors may not reach is not reached', async () => {
      const { id: submission, connector } = await inPreview(definitionWith({ ...key, host: '127.0.0.1:8080' }));
      const tester = await somebody(submission);
      await handIn(submission, tester.token, { api_key: 'some-key' });
      const answer = await call(connector, '/things', tester.reading);

      expect(answer.status).toBe(409);
      expect(await code(answer)).toBe('preview-call-refused');
    });
  });

  describe('a connection', () => {
    const stored = async (submission: string) =>
      (await its.database.query('select account_id from preview_connection where submission_id = $1', [submission]))
        .rows;
    const trail = async (submission: string) =>
      (
        await its.database.query(
          `select action, actor from audit where submission_id = $1 and action like 'preview-%' order by seq`,
          [submission],
        )
      ).rows;

    it('ends at once when its tester is removed', async () => {
      const { id: submission, connector, tester } = await ready();
      expect((await call(connector, '/things', tester.reading)).status).toBe(200);
      await its.service.ask(`/submissions/${submission}/testers/${tester.id}`, its.tokens.reviewer, {
        method: 'DELETE',
      });

      expect(await code(await call(connector, '/things', tester.reading))).toBe('submission-not-found');
      expect(await stored(submission)).toEqual([]);
      expect(await code(await handIn(submission, tester.token, { api_key: 'x' }))).toBe('submission-not-found');
      expect(received).toHaveLength(1);
    });

    it('ends on request, and with the submission', async () => {
      const { id: submission, digest, tester } = await ready();
      const forget = () =>
        its.service.ask(`/submissions/${submission}/preview-connection`, tester.token, { method: 'DELETE' });
      expect([(await forget()).status, (await forget()).status]).toEqual([204, 204]);
      expect(await stored(submission)).toEqual([]);
      expect(await trail(submission)).toEqual([
        { action: 'preview-connection.stored', actor: tester.id },
        { action: 'preview-connection.deleted', actor: tester.id },
      ]);
      await handIn(submission, tester.token, { api_key: 'again' });
      expect(await stored(submission)).toHaveLength(1);
      await its.ledger.change(submission, decision('reject', its.people.reviewer, digest));
      expect(await stored(submission)).toEqual([]);
      expect(await code(await handIn(submission, tester.token, { api_key: 'x' }))).toBe('invitation-too-late');
    });

    it('opens only for its owner, and goes along when the master key is replaced', async () => {
      const world = await createWorld();
      const [old, next] = [randomBytes(32), randomBytes(32)];
      const { id: submissionId } = await world.ledger.open(
        openingOf({ publisher: 'acme', by: world.people.submitter }),
      );
      const connections = new PostgresPreviewConnections(world.database.dataSource, old);
      const [mine, theirs] = [world.people.submitter, world.people.reviewer].map(account => ({
        submissionId,
        account,
      }));
      if (!mine || !theirs) throw new Error('Nobody is there.');
      await connections.put(mine, { api_key: 'mine' });
      await connections.put(theirs, { api_key: 'theirs' });

      expect(await connections.change(mine, { from: { api_key: 'other' }, to: { api_key: 'x' } })).toBe(false);
      expect(await connections.change(mine, { from: { api_key: 'mine' }, to: { api_key: 'new', more: 'yes' } })).toBe(
        true,
      );
      expect(await rotateVault(world.database.dataSource, old, next)).toMatchObject({ records: 2 });
      await expect(connections.get(mine)).rejects.toMatchObject({ code: 'vault-key-wrong' });
      await expect(connections.put(mine, {})).rejects.toMatchObject({ code: 'vault-key-retired' });
      const rotated = new PostgresPreviewConnections(world.database.dataSource, next);
      expect(await rotated.get(mine)).toEqual({ api_key: 'new', more: 'yes' });
      expect(await rotated.get(theirs)).toEqual({ api_key: 'theirs' });
      // A record that was moved opens nowhere.
      await world.database.query(
        `update preview_connection mine set (wrapped_key, sealed) = (
           select wrapped_key, sealed from preview_connection where account_id = $2) where account_id = $1`,
        [mine.account, theirs.account],
      );
      await expect(rotated.get(mine)).rejects.toMatchObject({ code: 'vault-record-damaged' });
      const outsider = await world.accounts.createAccount(
        { name: 'outsider', roles: ['submitter'], publishers: [] },
        'assay',
      );
      await expect(rotated.put({ submissionId, account: outsider.id }, {})).rejects.toThrow('may not call the preview');
      await world.database.close();
    });

    it('A30: stays nowhere, although the API repeats it in headers and bodies', async () => {
      const canary = `can"ary /+&=%<${randomBytes(12).toString('hex')}>`;
      const forms = [
        canary,
        JSON.stringify(canary).slice(1, -1),
        encodeURIComponent(canary),
        Buffer.from(canary).toString('hex'),
        ...(['base64', 'base64url'] as const).flatMap(encoding =>
          ['', 'x', 'xx'].map(before =>
            Buffer.from(before + canary)
              .toString(encoding)
              .slice(before.length + 1, -3),
          ),
        ),
      ];
      const leaksIn = (text: string) => forms.filter(form => text.includes(form));
      const { id: submission, connector, tester } = await ready(canary);
      answers.set('echo', response => {
        const { headers } = received.at(-1) ?? noHeaders;
        const text = String(headers['x-api-key']);
        response.setHeader('ETag', encodeURIComponent(text));
        response.setHeader('X-Next-Page', Buffer.from(text).toString('base64'));
        response.end(JSON.stringify({ text, hex: Buffer.from(text).toString('hex') }));
      });
      answers.set('reset', response => response.destroy());
      const answer = await call(connector, '/things/echo', tester.reading);
      await call(connector, '/things/reset', tester.reading);
      expect(received[0]?.headers['x-api-key']).toBe(canary);
      const sealed = await its.database.query('select 1 from preview_connection where submission_id = $1', [
        submission,
      ]);
      expect(sealed.rowCount).toBe(1);

      const tables = await its.database.query(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      const dumps = await Promise.all(
        tables.rows.map(async ({ name }) => {
          const { rows } = await its.database.query(
            `select t.*::text as row, row_to_json(t)::text as json from "${name}" t`,
          );
          return rows.map(({ row, json }) => `${row}\n${json}`).join('\n');
        }),
      );
      const entries = await readdir(join(folder.path, 'data'), { recursive: true, withFileTypes: true });
      const files = await Promise.all(
        entries.filter(entry => entry.isFile()).map(entry => readFile(join(entry.parentPath, entry.name), 'latin1')),
      );
      const access = await its.service.ask(`/submissions/${submission}/preview-access`, tester.reading);
      const log = its.service
        .log()
        .map(line => JSON.stringify(line))
        .join('\n');
      expect(log).toContain('/things/echo');
      const places = {
        tables: dumps.join('\n'),
        files: files.join('\n'),
        log,
        headers: JSON.stringify([...answer.headers]),
        body: await answer.text(),
        access: await access.text(),
      };
      expect(places.body).toContain('[redacted]');
      const leaks = Object.entries(places).map(([place, text]) => [place, leaksIn(text)]);
      expect(Object.fromEntries(leaks)).toEqual(Object.fromEntries(Object.keys(places).map(place => [place, []])));
    });
  });
});
