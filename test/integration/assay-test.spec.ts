import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { sampleKey, startLibrary } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { temporaryFolder } from '../support/temporary.js';

const program = join(process.cwd(), 'bin/assay.js');
const connector = 'examples/library/connector';
let library: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let connection: string;

beforeAll(async () => {
  [library, folder] = await Promise.all([startLibrary(), temporaryFolder('assay-test-')]);
  connection = join(folder.path, 'connection.json');
  await writeFile(connection, JSON.stringify({ api_key: sampleKey }));
});
afterAll(async () => {
  await library.stop();
  await folder.remove();
});

async function run(...words: readonly string[]) {
  const child = spawn(process.execPath, [program, 'test', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: ((await ended) as [number | null])[0] };
}

const reach = () => ['--reach', `library.example.com=${library.url}`];

describe('assay test', () => {
  it('tests a connector for real and tells what was seen of each operation', async () => {
    const evidence = join(folder.path, 'record.json');

    const { out, err, code } = await run(connector, '--connection', connection, ...reach(), '--evidence', evidence);

    expect(err).toBe('Calling the API …\n');
    expect(out).toMatch(/✓ GetBook {5}3 cases, answered 200 401 404\n/);
    expect(out).toMatch(/6 of 6 operations called · 18 of 19 documented statuses seen · 26 cases · tests notice 9\d %/);
    expect(out).toContain('  pass  1 info');
    expect(code).toBe(0);
    const record = await readFile(evidence, 'utf8');
    expect(record).toContain('"assay.functional-record"');
    expect(record + out).not.toContain(sampleKey);
  }, 60_000);

  it('says so when the connection does not work, once, and calls nothing else', async () => {
    const wrong = join(folder.path, 'wrong.json');
    await writeFile(wrong, JSON.stringify({ api_key: 'wrong-key-9c1f' }));

    const { out, code } = await run(connector, '--connection', wrong, ...reach(), '--format', 'json');

    const result = JSON.parse(out) as { verdict: string; findings: { rule: string; blocks: boolean }[] };
    expect(result.verdict).toBe('fail');
    expect(result.findings.filter(({ blocks }) => blocks).map(({ rule }) => rule)).toEqual(['functional-connection']);
    expect(out).not.toContain('wrong-key-9c1f');
    expect(code).toBe(1);
  }, 60_000);

  it('can tell nothing where the host cannot be reached, the connection is missing, or the options are wrong', async () => {
    const unreachable = await run(connector, '--connection', connection);
    const unsigned = await run(connector, ...reach());
    const misspelt = await run(connector, '--reach', 'nonsense');

    expect(unreachable.out).toContain('  inconclusive  no findings');
    expect(unsigned.err).toContain('The connector signs in with `api_key`');
    expect(misspelt.err).toContain("option '--reach <list>' argument 'nonsense' is invalid");
    expect([unreachable.code, unsigned.code, misspelt.code]).toEqual([2, 2, 2]);
  }, 60_000);
});
