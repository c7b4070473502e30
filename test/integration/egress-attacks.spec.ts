import { readDefinition } from '../../src/runtime/definition.js';
import { openEgress } from '../../src/runtime/egress.js';
import { destinationOf, parseEgressAllow } from '../../src/runtime/egress-policy.js';
import { createSchemaView } from '../../src/stages/functional/schema-view.js';
import { createAnswerJudge } from '../../src/stages/functional/validate-answer.js';
import { startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

const limits = { connectMs: 2_000, headersMs: 2_000, totalMs: 3_000, bodyBytes: 65_536, headerBytes: 8_192 };
const { signal } = new AbortController();

/** What leads a call elsewhere once it is under way. Addresses and names are attacked in functional-inside.spec.ts. */
describe('attacks by what an API or a definition refers to', () => {
  let api: TestServer;
  let inside: TestServer;
  let location: string;
  let status: number;
  const heard: string[] = [];

  beforeAll(async () => {
    inside = await startServer((request, response) => {
      heard.push(request.url ?? '');
      response.end('{"secret":"of the inside"}');
    });
    api = await startServer((_request, response) => {
      response.writeHead(status, { location, refresh: `0; url=${inside.url}`, link: `<${inside.url}>; rel="preload"` });
      response.end();
    });
  });

  beforeEach(() => heard.splice(0));

  afterAll(async () => {
    await api.stop();
    await inside.stop();
  });

  async function call() {
    const egress = openEgress(limits);
    const destination = destinationOf('https', 'api.example.com', parseEgressAllow(`api.example.com=${api.url}`));
    if (destination === null) throw new Error('The route is none.');
    try {
      return await egress.send({ method: 'GET', path: '/a', headers: [], body: null }, destination, signal);
    } finally {
      await egress.close();
    }
  }

  it.each([301, 302, 303, 307, 308])(
    'A21: a redirect (%d) to a private address is the answer, and is not followed',
    async code => {
      status = code;
      location = `${inside.url}/latest/meta-data`;

      expect(await call()).toMatchObject({ kind: 'answer', status: code });
      expect(heard).toEqual([]);
    },
  );

  it.each(['https://127.0.0.1/', 'http://api.example.com/a', '//127.0.0.1/'])(
    'A22: a redirect to another scheme is not followed: %s',
    async target => {
      status = 302;
      location = target;

      expect(await call()).toMatchObject({ kind: 'answer', status: 302 });
      expect(heard).toEqual([]);
    },
  );

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:6379/_FLUSHALL', 'data:,secret', 'javascript:alert(1)'])(
    'A23: a redirect to what is no HTTP is not followed: %s',
    async target => {
      status = 302;
      location = target;

      const result = await call();

      expect(result).toMatchObject({ kind: 'answer', status: 302 });
      expect(result.kind === 'answer' ? result.body.length : 0).toBe(0);
    },
  );

  it.each([
    ['an address', () => `${inside.url}/schema.json`],
    ['a file', () => 'file:///etc/passwd'],
    ['a file beside it', () => '../../../../etc/passwd'],
    ['a share', () => '\\\\evil.example\\share\\schema.json'],
  ])('A28: a reference to %s is followed by nothing that reads the definition', async (_what, target) => {
    const reference = { $ref: target() };
    const definition = readDefinition({
      definitions: { A: reference },
      paths: {
        '/a': {
          get: {
            operationId: 'A',
            parameters: [reference],
            responses: { 200: { description: 'ok', schema: reference }, 400: reference },
          },
        },
        '/b': reference,
      },
    });
    const [operation] = definition.operations;
    const view = createSchemaView(definition.document);
    const judge = createAnswerJudge(definition.document);

    expect(definition.operations.map(({ operationId }) => operationId)).toEqual(['A']);
    expect(operation?.parameters).toEqual([]);
    expect(view(reference)).toBeNull();
    const { mismatches, notJudged } = judge(reference, '/paths/~1a/get/responses/200/schema', { root: 'x' }, 10);
    expect(mismatches).toEqual([]);
    expect(notJudged).toHaveLength(1);
    // Whatever it would have done later, it had time for by now.
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
  });
});
