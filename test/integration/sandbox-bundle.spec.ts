import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiledFiles } from '../../src/adapters/newman/compiled-files.js';
import { engineArguments, heapMb, nodeArguments, visiblePaths } from '../../src/adapters/newman/programs.js';
import { replyDescriptor } from '../../src/adapters/newman/protocol.js';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { childEntry } from '../support/functional.js';

const bundle = fileURLToPath(new URL('.', childEntry));
const probe = fileURLToPath(new URL('../support/sandbox/probe-cache.cjs', import.meta.url));
const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const script = { exec: ['pm.test("it answers", () => pm.expect(pm.response.json().id).to.equal(7));'] };
const collection = {
  info: { name: 'test', schema },
  item: [{ name: 'a', request: 'http://connector.invalid/a', event: [{ listen: 'test', script }] }],
};
const limits = { totalMs: 50_000, requestMs: 20_000, scriptMs: 20_000 };
const bothTaken = { [compiledFiles.program]: true, [compiledFiles.bootcode]: true };
const bothRefused = { [compiledFiles.program]: false, [compiledFiles.bootcode]: false };

describe('the bundle that a child runs', () => {
  let folder: string;
  let socketPath: string;
  let server: http.Server;
  const heard: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-bundle-'));
    socketPath = join(folder, 's');
    server = http.createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end('{"id":7}');
    });
    await new Promise<void>(resolve => server.listen(socketPath, resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => heard.splice(0));

  it('is what today’s sources make', async () => {
    const { writeProgram } = (await import(
      new URL('../../scripts/bundle-sandbox/program.mjs', import.meta.url).href
    )) as { writeProgram: (into: string) => Promise<string[]> };
    const anew = join(folder, 'anew');
    mkdirSync(anew);

    const packed = await writeProgram(anew);

    expect(packed).toContain('node_modules/newman/lib/run/index.js');
    expect(readdirSync(anew).sort()).toEqual(Object.values(compiledFiles).sort());
    for (const name of Object.values(compiledFiles)) {
      expect({ name, same: readFileSync(join(anew, name)).equals(readFileSync(join(bundle, name))) }).toEqual({
        name,
        same: true,
      });
    }
  }, 60_000);

  it('is all of this installation that a child sees', () => {
    const seen = visiblePaths(childEntry, []).filter(path => !/^\/(usr\/)?lib|^\/nix\//.test(path));
    const readable = nodeArguments(childEntry, heapMb, '/own').filter(argument =>
      argument.startsWith('--allow-fs-read'),
    );

    expect(seen).toEqual([process.execPath, dirname(fileURLToPath(childEntry))]);
    expect(readable).toEqual([`--allow-fs-read=${join(bundle, '*')}`, '--allow-fs-read=/own/*']);
    expect(readdirSync(bundle).filter(name => !name.startsWith('hostile-'))).toEqual(
      [...Object.values(compiledFiles), `${compiledFiles.program}.cache`, `${compiledFiles.bootcode}.cache`].sort(),
    );
  });

  it('needs nothing beside it', async () => {
    const copy = copyOf('alone');
    const newman = createNewman({ childEntry: pathToFileURL(join(copy, compiledFiles.start)) });

    const summary = await newman.run(collection, socketPath, limits, new AbortController().signal);
    await newman.close();

    expect(summary).toMatchObject({ end: 'completed', requests: 1, failures: 0, note: null });
    expect(heard).toEqual(['GET /a']);
  }, 60_000);

  it('brings compiled code that V8 takes from a child as it is started', async () => {
    const { reply, taken } = await runIn(bundle, heapMb);

    expect(taken).toEqual(bothTaken);
    expect(reply).toMatchObject({ kind: 'done', requests: 1, failures: 0, error: null });
  }, 60_000);

  it.each([
    ['was made with other flags', heapMb + 1, () => undefined],
    ['is cut off', heapMb, (copy: string) => cachesIn(copy).forEach(file => truncateSync(file, 1_000_000))],
    ['is empty', heapMb, (copy: string) => cachesIn(copy).forEach(file => truncateSync(file, 0))],
    [
      'is of another version of V8',
      heapMb,
      (copy: string) => cachesIn(copy).forEach(file => writeFileSync(file, withOtherVersion(readFileSync(file)))),
    ],
  ])(
    'runs the same, compiled anew, when the compiled code %s',
    async (what, memoryMb, change) => {
      const copy = copyOf(what.replaceAll(' ', '-'));
      change(copy);

      const { reply, taken } = await runIn(copy, memoryMb);

      expect(taken).toEqual(bothRefused);
      expect(reply).toMatchObject({ kind: 'done', requests: 1, failures: 0, error: null });
      expect(heard).toEqual(['GET /a']);
    },
    60_000,
  );

  function copyOf(name: string): string {
    const copy = join(folder, name);
    cpSync(bundle, copy, { recursive: true, filter: path => !path.includes('hostile-') });
    return copy;
  }

  /** Runs the collection in a child of this bundle, not isolated; says what V8 did with the compiled code. */
  async function runIn(copy: string, memoryMb: number): Promise<{ reply: unknown; taken: unknown }> {
    const workingFolder = mkdtempSync(join(folder, 'files-'));
    const child = spawn(
      process.execPath,
      [...engineArguments(memoryMb), '--require', probe, join(copy, compiledFiles.start)],
      { env: {}, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    let errors = '';
    (child.stdio[replyDescriptor] as Readable).setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const job = { collection, environment: null, socketPath, workingFolder, limits, mostRequests: null };
    child.stdin?.write(`${JSON.stringify(job)}\n`);
    await once(child, 'close');
    return { reply: JSON.parse(said.trim().split('\n').at(-1) ?? ''), taken: JSON.parse(errors) };
  }
});

function cachesIn(copy: string): string[] {
  return [compiledFiles.program, compiledFiles.bootcode].map(name => join(copy, `${name}.cache`));
}

/** The cache as another version of V8 would have left it: its second word is a hash of the version. */
function withOtherVersion(cache: Buffer): Buffer {
  const other = Buffer.from(cache);
  other.writeUInt32LE((other.readUInt32LE(4) ^ 1) >>> 0, 4);
  return other;
}
