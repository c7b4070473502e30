import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { MemoryConnections } from '../../src/adapters/memory/connections.js';
import type { SubmissionView } from '../../src/api/view.js';
import type { Connection } from '../../src/core/ports/connections.js';
import { readDefinition } from '../../src/runtime/definition.js';
import { parseEgressAllow } from '../../src/runtime/egress-policy.js';
import { createRedactor } from '../../src/runtime/redact.js';
import {
  authorizationUrl,
  beginSignIn,
  completeSignIn,
  interactiveSettings,
} from '../../src/runtime/sign-in/authorization.js';
import { prepareSignIn } from '../../src/runtime/sign-in/prepare.js';
import { secretsOf } from '../../src/runtime/sign-in/secrets.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { startServer } from '../support/functional.js';
import { browse, startOidc } from '../support/oidc.js';
import type { Oidc } from '../support/oidc.js';
import { startSampleApi } from '../support/sample-api.js';
import type { SampleApi } from '../support/sample-api.js';
import { formOf } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

const hour = 3_600_000;
const redirectUrl = 'http://127.0.0.1:4388/callback';
const definition = readDefinition({
  securityDefinitions: { oauth: { type: 'oauth2' } },
  paths: { '/a': { get: { operationId: 'A' } }, '/b': { get: { operationId: 'B' } } },
});
const [a, b] = definition.operations;
if (a === undefined || b === undefined) throw new Error('no operations');

/** apiProperties.json of a connector that gets its tokens at `origin`. */
const propertiesFor = (origin: string, more: object = {}) => ({
  properties: {
    connectionParameters: {
      token: {
        type: 'oauthSetting',
        oAuthSettings: {
          identityProvider: 'oauth2',
          clientId: 'app',
          scopes: ['openid'],
          customParameters: {
            authorizationUrl: { value: `${origin}/auth` },
            tokenUrl: { value: `${origin}/token` },
            refreshUrl: { value: `${origin}/token` },
          },
          ...more,
        },
      },
    },
  },
});
const app = { 'token:clientId': 'app', 'token:clientSecret': 'app-secret-9c2e' };
const service = { 'token:clientId': 'service', 'token:clientSecret': 'service-secret-7a1f' };
const { signal } = new AbortController();

/** A run's sign-in with a clock that can be set forward, and the vault of one submission. */
async function run(url: string, connection: Connection, { allow = new URL(url).host, more = {} } = {}) {
  const connections = new MemoryConnections();
  await connections.put('S1', connection);
  const properties = propertiesFor(url, more);
  const redactor = createRedactor(secretsOf(properties, connection));
  const clock = { ms: Date.now() };
  const prepare = async () =>
    prepareSignIn({
      definition,
      properties,
      connection: (await connections.get('S1')) ?? {},
      store: { read: () => connections.get('S1'), change: change => connections.change('S1', change) },
      egress: parseEgressAllow(allow),
      redactor,
      now: () => new Date(clock.ms),
      signal,
    });
  return { connections, redactor, clock, prepare, properties };
}

async function tokenOf(signIn: Awaited<ReturnType<typeof prepareSignIn>>, operation = a): Promise<string> {
  const [credential] = await signIn.credentialsFor(operation!, signal);
  return credential?.value.replace('Bearer ', '') ?? '';
}

const call = (oidc: Oidc, token: string) =>
  fetch(`${oidc.url}/v1/a`, { headers: { authorization: `Bearer ${token}` } });

describe('signing in with a real provider', () => {
  let oidc: Oidc;
  beforeAll(async () => (oidc = await startOidc(3600)));
  afterAll(() => oidc.stop());

  /** A person signs in; the members of a connection that come of it. */
  const signedIn = async (): Promise<Record<string, string>> => {
    const settings = interactiveSettings(definition, propertiesFor(oidc.url), app);
    const pending = beginSignIn(redirectUrl);
    const arrived = new URL(await browse(authorizationUrl(settings, pending), redirectUrl));
    const answer = { state: arrived.searchParams.get('state') ?? '', code: arrived.searchParams.get('code') ?? '' };
    const tokens = await completeSignIn(settings, pending, answer, {
      egress: parseEgressAllow(new URL(oidc.url).host),
      redactor: createRedactor([]),
      now: () => new Date(),
      signal,
    });
    return { ...app, ...(tokens as Record<string, string>) };
  };

  it('gets a token for the client itself, once for all operations, and another before it runs out', async () => {
    const { prepare, clock } = await run(oidc.url, service);
    const before = await oidc.tokenRequests();

    const signIn = await prepare();
    const tokens = await Promise.all([a, b, a, b].map(operation => tokenOf(signIn, operation)));
    expect(new Set(tokens).size).toBe(1);
    expect(await (await call(oidc, tokens[0] ?? '')).json()).toEqual({ client: 'service' });
    expect(await oidc.tokenRequests()).toBe(before + 1);

    clock.ms += hour - 30_000;
    const later = await Promise.all([a, b, a].map(operation => tokenOf(signIn, operation)));
    expect(new Set(later).size).toBe(1);
    expect(later[0]).not.toBe(tokens[0]);
    expect(await oidc.tokenRequests()).toBe(before + 2);
  });

  it('exchanges a code with PKCE, and its tokens open the API', async () => {
    const connection = await signedIn();
    const { prepare } = await run(oidc.url, connection);
    const before = await oidc.tokenRequests();

    expect(await tokenOf(await prepare())).toBe(connection['token:accessToken']);
    expect((await call(oidc, connection['token:accessToken'] ?? '')).status).toBe(200);
    expect(Date.parse(connection['token:expiresAt'] ?? '')).toBeGreaterThan(Date.now() + hour - 60_000);
    expect(await oidc.tokenRequests()).toBe(before);
  });

  it('takes no code without its verifier, and no answer with another state', async () => {
    const settings = interactiveSettings(definition, propertiesFor(oidc.url), app);
    const pending = beginSignIn(redirectUrl);
    const arrived = new URL(await browse(authorizationUrl(settings, pending), redirectUrl));
    const state = arrived.searchParams.get('state') ?? '';
    const code = arrived.searchParams.get('code') ?? '';
    const context = {
      egress: parseEgressAllow(new URL(oidc.url).host),
      redactor: createRedactor(Object.values(app)),
      now: () => new Date(),
      signal,
    };
    expect(code).not.toBe('');

    await expect(completeSignIn(settings, pending, { state: 'other', code }, context)).rejects.toMatchObject({
      code: 'sign-in-not-begun',
    });
    await expect(
      completeSignIn(settings, { ...pending, codeVerifier: 'x'.repeat(43) }, { state, code }, context),
    ).rejects.toMatchObject({ code: 'token-endpoint-refused', detail: expect.stringContaining('invalid_grant') });
    await expect(
      completeSignIn(settings, pending, { state, error: 'access_denied', errorDescription: 'no\u001b[31m' }, context),
    ).rejects.toMatchObject({ code: 'sign-in-declined', detail: 'It answered access_denied: no [31m.' });
  });

  it('stores the refresh token that replaces a used one, and the next run goes on with it', async () => {
    const connection = await signedIn();
    const { prepare, clock, connections, redactor } = await run(oidc.url, connection);
    const signIn = await prepare();
    const before = await oidc.tokenRequests();

    clock.ms += hour;
    const tokens = await Promise.all([a, b, a, b].map(operation => tokenOf(signIn, operation)));
    const stored = (await connections.get('S1')) ?? {};
    expect(await oidc.tokenRequests()).toBe(before + 1);
    expect(new Set(tokens)).toEqual(new Set([stored['token:accessToken']]));
    expect(stored['token:refreshToken']).not.toBe(connection['token:refreshToken']);
    expect(redactor.text(`${tokens[0]} ${stored['token:refreshToken']}`)).toBe('[redacted] [redacted]');

    clock.ms += hour;
    const next = await prepare();
    expect((await call(oidc, await tokenOf(next))).status).toBe(200);
    // The first run's own refresh token is void by now; it finds what the second one stored.
    clock.ms += hour;
    expect((await call(oidc, await tokenOf(signIn))).status).toBe(200);
  });

  it('gets another token when the API refuses one, and not a third when that is refused as well', async () => {
    const connection = await signedIn();
    const { prepare } = await run(oidc.url, connection);
    const signIn = await prepare();
    const first = await tokenOf(signIn);
    await tokenOf(signIn, b);
    await oidc.revoke(first);
    expect((await call(oidc, first)).status).toBe(401);
    const before = await oidc.tokenRequests();

    expect(await Promise.all([signIn.renew(a, signal), signIn.renew(b, signal)])).toEqual([true, true]);
    const second = await tokenOf(signIn);
    expect((await call(oidc, second)).status).toBe(200);
    expect(await signIn.renew(a, signal)).toBe(false);
    expect(await oidc.tokenRequests()).toBe(before + 1);
  });

  it('says whose fault a refusal is, and never a secret', async () => {
    const wrong = { ...service, 'token:clientSecret': 'not-the-secret-5d' };
    const { prepare } = await run(oidc.url, wrong);

    const failure: Error = await prepare().then(
      () => new Error('It worked.'),
      (error: Error) => error,
    );
    expect(failure).toMatchObject({ code: 'token-endpoint-refused', fault: 'yours' });
    expect(failure.message).toContain('invalid_client');
    expect(failure.message).not.toContain('not-the-secret-5d');
  });

  it('reaches the token endpoint through the egress guard only', async () => {
    const { prepare } = await run(oidc.url, service, { allow: '' });

    await expect(prepare()).rejects.toMatchObject({ code: 'token-endpoint-unusable', fault: 'yours' });
  });

  it('writes what `assay connect` got into the connection’s file, for its owner only', async () => {
    const folder = await temporaryFolder();
    const file = join(folder.path, 'connection.json');
    await writeFile(join(folder.path, 'apiDefinition.swagger.json'), '{"swagger":"2.0"}');
    await writeFile(join(folder.path, 'apiProperties.json'), JSON.stringify(propertiesFor(oidc.url)));
    await writeFile(file, JSON.stringify({ 'token:clientSecret': app['token:clientSecret'], region: 'eu' }));

    const ended = await connect(['connect', folder.path, '--connection', file, '--port', '0'], {
      ASSAY_EGRESS_ALLOW: new URL(oidc.url).host,
    });

    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    expect(ended).toMatchObject({ code: 0, wrongState: 404, page: 200 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(written).toMatchObject({ region: 'eu', 'token:clientSecret': app['token:clientSecret'] });
    expect((await call(oidc, written['token:accessToken'] ?? '')).status).toBe(200);
    expect(ended.output).not.toContain(written['token:accessToken']);
    expect(ended.output).not.toContain(written['token:refreshToken']);
    await folder.remove();
  });
});

describe('a token endpoint that answers otherwise', () => {
  const answering = async (status: number, type: string, body: string) => {
    const server = await startServer((_, response) => {
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/elsewhere' });
      response.end(body);
    });
    const { prepare } = await run(server.url, { ...service, 'token:refreshToken': 'a-refresh-token' });
    const outcome = await prepare().then(tokenOf, (error: unknown) => error);
    await server.stop();
    return outcome;
  };

  it.each([
    ['a form instead of JSON', 200, 'access_token=abc&scope=repo&token_type=bearer', 'abc'],
    ['JSON that calls itself something else', 200, '{"access_token":"abc","expires_in":"3600"}', 'abc'],
  ])('takes %s', async (_, status, body, token) => expect(await answering(status, 'text/plain', body)).toBe(token));

  it.each([
    [
      'an error with a status that says yes',
      200,
      '{"error":"bad_verification_code"}',
      'token-endpoint-refused',
      'yours',
    ],
    ['a page where the endpoint should be', 404, '<html>', 'token-endpoint-refused', 'yours'],
    ['a redirect, which is not followed', 302, '', 'token-endpoint-refused', 'yours'],
    ['trouble of the provider', 503, '<html>', 'token-endpoint-failed', 'upstream'],
    ['too many requests', 429, '{"error":"slow_down"}', 'token-endpoint-failed', 'upstream'],
    ['no token', 200, '{"token_type":"bearer"}', 'token-endpoint-failed', 'upstream'],
    ['no JSON', 200, '<html>', 'token-endpoint-failed', 'upstream'],
  ])('explains %s', async (_, status, body, code, fault) =>
    expect(await answering(status, 'application/json', body)).toMatchObject({ code, fault }),
  );

  it('never repeats a secret that the provider repeats', async () => {
    const secret = service['token:clientSecret'];
    const forms = [secret, Buffer.from(`x${secret}`).toString('base64'), Buffer.from(secret).toString('hex')];
    const failure = await answering(
      400,
      'application/json',
      JSON.stringify({ error: secret, error_description: forms.join(' ') }),
    );

    expect(failure).toMatchObject({ code: 'token-endpoint-refused', detail: expect.stringContaining('[redacted]') });
    for (const form of forms) expect(String(failure)).not.toContain(form);
  });

  it('is not asked without TLS at a public address', async () => {
    const { prepare } = await run('http://id.example.com', service, { allow: '' });

    await expect(prepare()).rejects.toMatchObject({
      code: 'token-endpoint-unusable',
      detail: expect.stringContaining('not reached over https'),
    });
  });
});

describe('signing in for a submission', () => {
  let library: SampleApi;
  let oidc: Oidc;
  let api: ApiWorld;
  let zip: Uint8Array;
  beforeAll(async () => {
    library = await startSampleApi();
    oidc = await startOidc(3600, library.url, library.key);
    api = await createApiWorld({
      ASSAY_ROLE: 'all',
      ASSAY_EGRESS_ALLOW: `library.example.com=${oidc.url},id.example.com=${oidc.url}`,
    });
    zip = await oauthLibrary();
  }, 120_000);
  afterAll(async () => {
    await api?.close();
    await oidc?.stop();
    await library?.stop();
  });

  const ask = async <T>(path: string, token = api.tokens.acme, options = {}): Promise<T> =>
    (await (await api.service.ask(path, token, options)).json()) as T;
  const settled = async (id: string): Promise<SubmissionView> => {
    for (const until = Date.now() + 60_000; Date.now() < until; await new Promise(done => setTimeout(done, 100))) {
      const view = await ask<SubmissionView>(`/submissions/${id}`);
      if (view.state !== 'running') return view;
    }
    throw new Error('It did not settle.');
  };

  it('asks for it, takes the tokens into the vault from who began only, and tests with them', async () => {
    const form = { publisher: 'acme', connector: 'oauth-library', connection: JSON.stringify(app) };
    const opened = await ask<SubmissionView>('/submissions', api.tokens.acme, {
      method: 'POST',
      body: formOf(form, zip),
    });
    const returned = await settled(opened.id);
    expect(returned).toMatchObject({ state: 'returned', stage: 'functional' });
    expect(returned.timeline.at(-1)?.note).toContain('assay connect');

    const starts = `/submissions/${opened.id}/sign-ins`;
    const byStranger = await api.service.ask(starts, api.tokens.globex, { json: { redirectUrl } });
    expect(byStranger.status).toBe(404);
    const elsewhere = await api.service.ask(starts, api.tokens.acme, { json: { redirectUrl: 'http://evil.example/' } });
    expect(elsewhere.status).toBe(400);

    // Somebody else of the same publisher cannot end what another one began; nor can an answer be used twice.
    const begun = await ask<{ url: string }>(starts, api.tokens.acme, { json: { redirectUrl } });
    const arrived = new URL(await browse(begun.url, redirectUrl, oidc.url));
    const answer = { state: arrived.searchParams.get('state'), code: arrived.searchParams.get('code') };
    const colleague = await api.service.ask(`${starts}/callback`, api.tokens.colleague, { json: answer });
    expect(await colleague.json()).toMatchObject({ code: 'sign-in-not-begun', status: 409 });
    const mine = await api.service.ask(`${starts}/callback`, api.tokens.acme, { json: answer });
    expect(mine.status).toBe(204);
    const again = await api.service.ask(`${starts}/callback`, api.tokens.acme, { json: answer });
    expect(await again.json()).toMatchObject({ code: 'sign-in-not-begun' });

    const { rows } = await api.database.query('select name from credential where submission_id = $1 order by 1', [
      opened.id,
    ]);
    expect(rows.map(({ name }) => name)).toEqual([
      'token:accessToken',
      'token:clientId',
      'token:clientSecret',
      'token:expiresAt',
      'token:refreshToken',
    ]);

    // The same with the command, and then the flow starts over.
    const ended = await connect(['connect', '--submission', opened.id, '--port', '0'], {
      ASSAY_SERVER: api.service.url,
      ASSAY_TOKEN: api.tokens.acme,
      PROVIDER: oidc.url,
    });
    expect(ended).toMatchObject({ code: 0, page: 200 });
    await ask(`/submissions/${opened.id}/revisions`, api.tokens.acme, { method: 'POST', body: formOf({}, zip) });
    const tested = await settled(opened.id);
    expect(
      tested.timeline.filter(({ revision }) => revision === 2).map(({ stage, verdict }) => `${stage} ${verdict}`),
    ).toEqual(['intake pass', 'lint pass', 'compare pass', 'functional pass', 'preview null']);
  }, 180_000);
});

/** The sample connector, signing in with OAuth at id.example.com. */
async function oauthLibrary(): Promise<Uint8Array> {
  const folder = await temporaryFolder();
  await cp(fileURLToPath(new URL('../../examples/library/connector', import.meta.url)), folder.path, {
    recursive: true,
  });
  const edit = async (name: string, change: (json: Record<string, unknown>) => object) => {
    const path = join(folder.path, name);
    const json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify(change(json), null, 2));
  };
  const settings = { redirectMode: 'GlobalPerConnector', properties: { IsFirstParty: 'False' } };
  const { connectionParameters } = propertiesFor('https://id.example.com', settings).properties;
  await edit('apiProperties.json', ({ properties }) => ({
    properties: { ...(properties as object), connectionParameters },
  }));
  await edit('apiDefinition.swagger.json', json => ({
    ...json,
    securityDefinitions: {
      oauth2: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://id.example.com/auth',
        tokenUrl: 'https://id.example.com/token',
        scopes: { openid: 'openid' },
      },
    },
    security: [{ oauth2: ['openid'] }],
  }));
  const bytes = await packFolder(folder.path);
  await folder.remove();
  return bytes;
}

/** Runs `assay connect` with a browser that goes where it says. */
async function connect(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const program = process.env.TEST_PROGRAM ?? fileURLToPath(new URL('../../bin/assay.js', import.meta.url));
  const { PROVIDER, ...own } = settings;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', chunk => (output += String(chunk)));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const first = await Promise.race([line, exited]);
  const url = String(first[0]);
  if (!url.startsWith('http')) throw new Error(`It ended with ${url}: ${output}`);
  const back = new URL(url).searchParams.get('redirect_uri') ?? '';
  const wrongState = (await fetch(`${back}?state=wrong&code=x`)).status;
  const page = (await fetch(await browse(url, back, PROVIDER))).status;
  const [code] = await exited;
  return { code, output, wrongState, page };
}
