// `assay replay`: what a functional test found is found again by its record alone, and a record that was changed is found out.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Finding } from '../../src/core/finding.js';
import { sampleKey, startLibrary, startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { temporaryFolder } from '../support/temporary.js';

const program = join(process.cwd(), 'bin/assay.js');
const connector = 'examples/library/connector';
/** Ends the program at its first attempt to reach anything. */
const offline = `data:text/javascript,${encodeURIComponent(
  `import net from 'node:net'; import dns from 'node:dns';
   net.Socket.prototype.connect = dns.lookup = () => { process.stderr.write('NETWORK'); process.exit(99); };`,
)}`;

let library: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (name: string) => join(folder.path, name);

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

interface Printed {
  readonly verdict: string;
  readonly findings: readonly Finding[];
  readonly notRun: readonly unknown[];
  readonly replay: {
    readonly evidence: string;
    readonly recorded: string;
    readonly now: string;
    readonly differences: unknown;
  };
}

type Json = Record<string, unknown>;
interface StoredJson extends Json {
  exchanges: {
    caseId: string;
    request: { method: string };
    result: { status: number; body: { text: string; size: number } };
  }[];
}

async function assay(words: readonly string[], options: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...options, program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: ((await ended) as [number | null])[0] };
}

const replay = (evidence: string, ...words: readonly string[]) =>
  assay(['replay', at(evidence), ...words], ['--import', offline]);

/** Tests the library's connector for real, with its API at `origin`. */
async function test(name: string, origin: string, key = sampleKey): Promise<Ended> {
  await writeFile(at(`${name}-connection.json`), JSON.stringify({ api_key: key }));
  const reach = ['--reach', `library.example.com=${origin}`];
  const evidence = ['--evidence', at(`${name}.json`), '--format', 'json'];
  return assay(['test', connector, '--connection', at(`${name}-connection.json`), ...reach, ...evidence]);
}

/** The record of `name` with something changed, stored as `changed`, with a new seal unless told. */
async function change(name: string, changed: string, work: (record: StoredJson) => void, sealed = true): Promise<void> {
  const record = JSON.parse(await readFile(at(`${name}.json`), 'utf8')) as StoredJson;
  work(record);
  const { seal, ...rest } = record;
  const made = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  await writeFile(at(changed), JSON.stringify({ ...rest, seal: sealed ? made : seal }));
}

beforeAll(async () => {
  [library, folder] = await Promise.all([startLibrary(), temporaryFolder('assay-replay-')]);
});
afterAll(async () => {
  await library.stop();
  await folder.remove();
});

describe('assay replay', () => {
  let passed: Ended;
  beforeAll(async () => {
    passed = await test('pass', library.url);
  }, 60_000);

  it('reaches the verdict and the very findings of a test that passed, without any network', async () => {
    const again = await replay('pass.json', connector, '--format', 'json');

    const [before, now] = [JSON.parse(passed.out) as Printed, JSON.parse(again.out) as Printed];
    expect([passed.code, again.code, before.verdict]).toEqual([0, 0, 'pass']);
    expect(JSON.stringify(now.findings)).toBe(JSON.stringify(before.findings));
    expect(now.findings.length).toBeGreaterThan(0);
    expect(now.verdict).toBe(before.verdict);
    const digest = createHash('sha256')
      .update(await readFile(at('pass.json')))
      .digest('hex');
    expect(now.replay).toMatchObject({ evidence: `sha256:${digest}`, recorded: 'pass', now: 'pass', differences: [] });
  }, 60_000);

  it.each([
    ['fails', 'fail', 1],
    ['is inconclusive', 'inconclusive', 2],
  ] as const)(
    'does so for a test that %s',
    async (_what, verdict, code) => {
      // It breaks down, or gives another shape.
      const server = await startServer((request, response) => {
        const upstream = new URL(request.url ?? '/', library.url);
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { 'x-api-key': key = '', 'content-type': type = 'application/json' } = request.headers;
          const body = request.method === 'GET' || request.method === 'DELETE' ? null : Buffer.concat(chunks);
          void fetch(upstream, {
            method: request.method ?? 'GET',
            headers: { 'x-api-key': String(key), 'content-type': type },
            body,
          }).then(async answer => {
            const spoilt = answer.status === 200 && upstream.pathname.endsWith('/summary');
            const bytes = Buffer.from(await answer.arrayBuffer());
            const status = spoilt && verdict === 'inconclusive' ? 503 : answer.status;
            response.writeHead(status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
            response.end(spoilt ? '{"books":"many"}' : bytes);
          });
        });
      });
      const before = await test(verdict, server.url);
      await server.stop();

      const again = await replay(`${verdict}.json`, connector, '--format', 'json');

      const [first, second] = [JSON.parse(before.out) as Printed, JSON.parse(again.out) as Printed];
      expect([before.code, again.code]).toEqual([code, code]);
      expect([first.verdict, second.verdict]).toEqual([verdict, verdict]);
      expect(JSON.stringify(second.findings)).toBe(JSON.stringify(first.findings));
      expect(JSON.stringify(second.notRun)).toBe(JSON.stringify(first.notRun));
    },
    90_000,
  );

  it('does so for a connection that does not work, and tells the text of it', async () => {
    const before = await test('refused', library.url, 'wrong-key-9c1f');

    const again = await replay('refused.json', '--package', connector, '--format', 'json');
    const told = await replay('refused.json', connector);

    const [first, second] = [JSON.parse(before.out) as Printed, JSON.parse(again.out) as Printed];
    expect(second.findings.map(({ rule }) => rule)).toContain('functional-connection');
    expect(JSON.stringify(second.findings)).toBe(JSON.stringify(first.findings));
    expect([before.code, again.code, told.code]).toEqual([1, 1, 1]);
    expect(told.out).toContain('replayed, nothing was called: functional as it was recorded at ');
  }, 90_000);

  it('refuses a record in which an answer was changed', async () => {
    const worse = (kind: string) => (record: StoredJson) => {
      const cases = (record.planned as { case: string; kind: string }[]).filter(one => one.kind === kind);
      const found = record.exchanges.find(
        ({ caseId, request, result }) =>
          cases.some(one => one.case === caseId) && request.method === 'GET' && result.status === 200,
      );
      if (found === undefined) throw new Error('There is no such exchange.');
      found.result.body.text = '{"changed":true}';
    };
    const digest = createHash('sha256')
      .update(await readFile(at('pass.json')))
      .digest('hex');
    await change('pass', 'changed.json', worse('success'), false);
    await change('pass', 'sealed-again.json', worse('success'));
    // Of the call that tests the connection only the status is judged.
    await change('pass', 'unjudged.json', worse('connection'));

    const [changed, sealed] = [await replay('changed.json', connector), await replay('sealed-again.json', connector)];
    const unjudged = await replay('unjudged.json', connector, '--digest', `sha256:${digest}`);
    const same = await replay('pass.json', connector, '--digest', digest);

    expect(changed.err).toContain('Its seal is not that of what it holds');
    expect(sealed.err).toContain('This evidence contradicts itself.');
    expect(sealed.err).toContain('The verdict was pass, and is fail by its answers.');
    expect(unjudged.err).toContain('it is another record');
    expect([changed, sealed, unjudged, same].map(({ code }) => code)).toEqual([2, 2, 2, 0]);
    expect([changed, sealed, unjudged].map(({ out }) => out)).toEqual(['', '', '']);
  }, 60_000);

  it('refuses a failure that was made a pass, in its answers or in what it says was found', async () => {
    await change('refused', 'pretended.json', record => {
      record.verdict = 'pass';
      record.findings = [];
    });
    await change('refused', 'answered.json', record => {
      for (const { result } of record.exchanges) result.status = 200;
    });

    const [pretended, answered] = [await replay('pretended.json', connector), await replay('answered.json', connector)];

    expect(pretended.err).toContain('The verdict was pass, and is fail by its answers.');
    expect(answered.err).toContain('This evidence contradicts itself.');
    expect([pretended.code, answered.code]).toEqual([2, 2]);
  }, 60_000);

  it('says so when another Assay recorded it: what differs is told, and the verdict is that of now', async () => {
    await change('pass', 'older.json', record => {
      record.engine = { name: 'assay', version: '0.0.1' };
      record.ruleset = { id: 'connector', version: '2020-01-01', digest: 'sha256:old' };
      record.findings = [];
    });

    const { out, code } = await replay('older.json', connector);

    expect(out).toContain('It was recorded by Assay 0.0.1; this is Assay ');
    expect(out).toContain('The rules were 2020-01-01 sha256:old then');
    expect(out).toContain('differs Not in the record: functional-suite-strength');
    expect(code).toBe(0);
  }, 60_000);

  it('refuses the evidence of another package, another plan, another form, and what is none', async () => {
    await cp(connector, at('other'), { recursive: true });
    await writeFile(at('other/README.md'), '# Another readme\n');
    await change('pass', 'replanned.json', record => void (record.planned as unknown[]).pop());
    await change('pass', 'version-2.json', record => void (record.version = 2));
    await change('pass', 'formless.json', record => void (record.exchanges = [{} as never]));
    const whole = await readFile(at('pass.json'));
    await writeFile(at('cut.json'), whole.subarray(0, 20_000));
    await writeFile(at('binary.json'), Buffer.from([0xff, 0xfe, 0x00]));
    await writeFile(
      at('deep.json'),
      `{"kind":"assay.functional-record","version":3,"seal":"x","a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    );
    await writeFile(at('huge.json'), '');
    await truncate(at('huge.json'), 300_000_000);

    const told = async (evidence: string, path = connector) => {
      const { err, code } = await replay(evidence, path);
      return [path, err, code] as const;
    };

    const [other, replanned, version, formless] = [
      await told('pass.json', at('other')),
      await told('replanned.json'),
      await told('version-2.json'),
      await told('formless.json'),
    ];
    const rest = [];
    for (const name of ['cut.json', 'binary.json', 'deep.json', 'huge.json']) rest.push(await told(name));
    const missing = await told('missing.json');

    expect(other[1]).toContain('This evidence is of another package.');
    expect(replanned[1]).toContain('This Assay would make other calls than those in the evidence.');
    expect(version[1]).toContain('Its form is version 2; this Assay reads version 3.');
    expect(formless[1]).toContain('It has not the form of a record: exchanges.0.');
    expect(rest.map(([, err]) => err.includes('This is no evidence that can be read.'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([other, replanned, version, formless, ...rest, missing].map(([, , code]) => code)).toEqual(Array(9).fill(2));
    expect([other, replanned, version, formless, ...rest, missing].some(([, err]) => /\bat .*\.js:\d+/.test(err))).toBe(
      false,
    );
  }, 120_000);
});
