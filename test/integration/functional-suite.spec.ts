import http from 'node:http';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import type { PackageContent } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import type { Report } from '../../src/core/verdict.js';
import {
  childEntry,
  contentOf,
  examplePackage,
  runStage,
  sampleKey,
  startLibrary,
  startServer,
} from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

/** What an API answers, before a fault is put into it. */
interface Answered {
  readonly status: number;
  readonly body: string;
}

/** A request as a faulty API sees it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly signedIn: boolean;
}

/** What a faulty API does otherwise: with the request before the library gets it, and with the library's answer. */
interface Fault {
  readonly lets?: boolean;
  readonly answers?: (seen: Seen, answered: Answered) => Answered | Promise<Answered>;
}

const isBook = /^\/v1\/books\/[^/]+$/;
const isList = (path: string) => path === '/v1/books';

/** What of the sample's definition the tests change. */
interface SampleDefinition {
  readonly paths: { readonly '/books': { readonly get: Record<string, unknown> } };
  readonly parameters: { readonly BookId: Record<string, unknown> };
}

/** What of the record the tests look at. */
interface SuiteRecord {
  readonly runs: readonly { readonly name: string }[];
  readonly leftovers: readonly unknown[];
}

/** The sample's package, its definition changed as the function says. */
function sampleWith(change: (definition: SampleDefinition) => void): PackageContent {
  const sample = examplePackage('library/connector');
  const definition = JSON.parse(
    Buffer.from(sample.read(packageFileNames.definition) ?? '').toString(),
  ) as SampleDefinition;
  change(definition);
  return contentOf(
    new Map<string, string | Uint8Array>([
      [packageFileNames.definition, JSON.stringify(definition)],
      [packageFileNames.properties, sample.read(packageFileNames.properties) ?? ''],
      ['tests/values.json', sample.read('tests/values.json') ?? ''],
    ]),
  );
}

const paged = sampleWith(({ paths }) => {
  paths['/books'].get['x-ms-pageable'] = { nextLinkName: 'nextLink' };
});
const withChoices = sampleWith(({ parameters }) => {
  parameters.BookId['x-ms-dynamic-values'] = {
    operationId: 'ListBooks',
    'value-collection': 'items',
    'value-path': 'id',
    'value-title': 'title',
  };
});

/** Puts members into a JSON object, or takes them out with `undefined`. */
function withMembers({ status, body }: Answered, members: object): Answered {
  return { status, body: JSON.stringify({ ...JSON.parse(body), ...members }) };
}

/** The sample API's process in front of which one fault stands, on loopback. The library itself keeps what was really done. */
describe('what the functional suite notices', () => {
  const newman = createNewman({ childEntry, memoryMb: 249, idleSeconds: 30 });
  let library: TestServer;

  beforeAll(async () => {
    library = await startLibrary();
  });

  afterAll(async () => {
    await newman.close();
    await library.stop();
  });

  const ask = (
    { method, path }: { method: string; path: string },
    headers: http.OutgoingHttpHeaders,
    body: Buffer,
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const request = http.request(`${library.url}${path}`, { method, headers }, response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      request.on('error', reject);
      request.end(body);
    });

  const faulty = ({ lets = false, answers = (_seen, answered) => answered }: Fault): Promise<TestServer> =>
    startServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const given = request.headers['x-api-key'];
        const key = lets ? sampleKey : given;
        const url = new URL(request.url ?? '/', 'http://library.invalid');
        const body = Buffer.concat(chunks);
        const headers = {
          'content-type': 'application/json',
          'content-length': body.length,
          ...(key === undefined ? {} : { 'x-api-key': key }),
        };
        const method = request.method ?? '';
        const seen = {
          method,
          path: url.pathname,
          query: new URLSearchParams(url.search),
          signedIn: given !== undefined,
        };
        // Paging of the faulty API is its own; the library does not know the parameter.
        url.searchParams.delete('page');
        ask({ method, path: url.pathname + url.search }, headers, body)
          .then(answered => answers(seen, answered))
          .then(({ status, body: text }) => {
            response.writeHead(status, text === '' ? {} : { 'content-type': 'application/json' });
            response.end(text);
          })
          .catch(() => response.destroy());
      });
    });

  async function run(
    fault: Fault,
    content: PackageContent = examplePackage('library/connector'),
  ): Promise<{ report: Report; record: SuiteRecord; told: string[] }> {
    const api = await faulty(fault);
    try {
      const { report, evidence } = await runStage(content, { newman, origin: api.url });
      const told = report.findings
        .filter(({ rule }) => rule !== 'functional-suite-strength')
        .map(({ rule, severity }) => `${severity} ${rule}`);
      return { report, record: JSON.parse(evidence), told: [...new Set(told)] };
    } finally {
      await api.stop();
    }
  }

  const booksLeft = async () => {
    const { body } = await ask(
      { method: 'GET', path: '/v1/books?limit=100' },
      { 'x-api-key': sampleKey },
      Buffer.alloc(0),
    );
    return (JSON.parse(body) as { total: number }).total;
  };

  it('nothing, where nothing is wrong', async () => {
    const before = await booksLeft();

    const { report, told } = await run({}, withChoices);

    expect(told).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
    expect(await booksLeft()).toBe(before);
  }, 60_000);

  const cases: [string, Fault, string[], PackageContent?][] = [
    [
      'a status that is not declared',
      {
        answers: ({ method, path }, all) =>
          method === 'GET' && isBook.test(path) && all.status === 200 ? { ...all, status: 206 } : all,
      },
      ['error functional-operation-2xx'],
    ],
    [
      'a required member that is missing',
      {
        answers: ({ method, path }, all) =>
          method === 'GET' && isBook.test(path) && all.status === 200 ? withMembers(all, { addedAt: undefined }) : all,
      },
      ['error functional-response-matches-schema'],
    ],
    ['an API that asks nobody for a credential', { lets: true }, ['error functional-auth-negative']],
    [
      'a breakdown on bad input',
      { answers: ({ method }, all) => (method === 'POST' && all.status === 400 ? { status: 500, body: '{}' } : all) },
      ['error functional-breaks-down'],
    ],
    [
      'a list that has no end',
      {
        answers: ({ method, path, query }, all) => {
          if (method !== 'GET' || !isList(path) || all.status !== 200) return all;
          const page = Number(query.get('page') ?? '1');
          const items = JSON.parse(all.body).items.map((book: object) => ({ ...book, title: `Page ${page}` }));
          return withMembers(all, { items, nextLink: `https://library.example.com/v1/books?page=${page + 1}` });
        },
      },
      ['warning functional-paging'],
      paged,
    ],
    [
      'a page that comes twice',
      {
        answers: ({ method, path }, all) =>
          method === 'GET' && isList(path) && all.status === 200
            ? withMembers(all, { nextLink: 'https://library.example.com/v1/books?page=2' })
            : all,
      },
      ['error functional-paging'],
      paged,
    ],
    [
      'a later page that does not fit',
      {
        answers: ({ method, path, query }, all) => {
          if (method !== 'GET' || !isList(path) || all.status !== 200) return all;
          if (query.get('page') === '2') return withMembers(all, { items: 'none' });
          return withMembers(all, { nextLink: '?page=2' });
        },
      },
      ['error functional-response-matches-schema'],
      paged,
    ],
    [
      'choices from a list that is always empty',
      {
        answers: ({ method, path }, all) =>
          method === 'GET' && isList(path) && all.status === 200 ? withMembers(all, { items: [] }) : all,
      },
      ['warning functional-dynamic-empty'],
      withChoices,
    ],
    [
      'choices that name a member that is not there',
      {},
      ['error functional-dynamic-list'],
      sampleWith(({ parameters }) => {
        parameters.BookId['x-ms-dynamic-list'] = {
          operationId: 'ListBooks',
          itemsPath: 'items',
          itemValuePath: 'isbn',
        };
      }),
    ],
    [
      'a thing found where there is none',
      {
        answers: ({ method, path }, all) =>
          method === 'GET' && isBook.test(path) && all.status === 404
            ? {
                status: 200,
                body: JSON.stringify({ id: '0', title: 't', author: 'a', available: true, addedAt: 'now' }),
              }
            : all,
      },
      ['warning functional-unknown-id'],
    ],
  ];
  it.each(
    cases.map(([what, fault, expected, content = examplePackage('library/connector')]) => ({
      what,
      fault,
      expected,
      content,
    })),
  )(
    '$what',
    async ({ fault, expected, content }) => {
      const { report, told } = await run(fault, content);

      expect(told).toEqual(expected);
      expect(verdictOf(report)).toBe(expected.some(one => one.startsWith('error')) ? 'fail' : 'pass');
    },
    60_000,
  );

  it('an API that takes what it should refuse, and removes what that created', async () => {
    const before = await booksLeft();
    const whole = Buffer.from(JSON.stringify({ title: 'Accepted', author: 'Anybody' }));

    const { report, record, told } = await run({
      answers: ({ method, path, signedIn }, all) =>
        method === 'POST' && isList(path) && signedIn && all.status === 400
          ? ask({ method, path }, { 'x-api-key': sampleKey }, whole)
          : all,
    });

    expect(told).toEqual(['warning functional-required-missing', 'warning functional-wrong-type']);
    expect(verdictOf(report)).toBe('pass');
    expect(record.runs.map(({ name }) => name)).toEqual(['main', 'closing', 'cleanup']);
    expect(record.leftovers).toEqual([]);
    expect(await booksLeft()).toBe(before);
  }, 60_000);

  it('an operation that works every other time', async () => {
    let calls = 0;
    const { report, told } = await run({
      answers: ({ method, path, signedIn }, all) => {
        if (method !== 'GET' || !isBook.test(path) || !signedIn || all.status !== 200) return all;
        calls += 1;
        return calls % 2 === 1 ? { status: 500, body: '{}' } : all;
      },
    });

    expect(told).toEqual(['warning functional-flaky']);
    expect(report.findings.find(({ rule }) => rule === 'functional-flaky')?.message).toMatch(/in 1 of 3 calls/);
    expect(verdictOf(report)).toBe('pass');
  }, 60_000);

  it('an answer that fits its schema every other time, which blocks', async () => {
    let calls = 0;
    const { report, told } = await run({
      answers: ({ method, path }, all) => {
        if (method !== 'GET' || !isBook.test(path) || all.status !== 200) return all;
        calls += 1;
        return calls % 2 === 1 ? withMembers(all, { available: 'yes' }) : all;
      },
    });

    expect(told).toEqual(['error functional-flaky']);
    expect(verdictOf(report)).toBe('fail');
  }, 60_000);

  it('a DELETE that breaks down: nothing can be said, and what is gone is not told as left behind', async () => {
    const before = await booksLeft();

    const { report, record, told } = await run({
      answers: ({ method, path }, all) => {
        if (method !== 'DELETE' || !isBook.test(path) || all.status !== 204) return all;
        return { status: 500, body: '{}' };
      },
    });

    // The library did delete it; the API in front says that it did not, and is believed.
    expect(await booksLeft()).toBe(before);
    expect(verdictOf(report)).toBe('inconclusive');
    expect(told).toEqual([]);
    expect(record.leftovers).toEqual([]);
  }, 60_000);

  it('that it was stopped, and still removes what it created', async () => {
    const before = await booksLeft();
    const stopping = new AbortController();
    const api = await faulty({
      answers: ({ method, path, signedIn }, all) => {
        if (method === 'PUT' && isBook.test(path) && signedIn) stopping.abort(new Error('the lease is lost'));
        return all;
      },
    });
    try {
      const stopped = runStage(examplePackage('library/connector'), {
        newman,
        origin: api.url,
        signal: stopping.signal,
      });

      await expect(stopped).rejects.toThrow('the lease is lost');
      expect(await booksLeft()).toBe(before);
    } finally {
      await api.stop();
    }
  }, 60_000);
});
