// What the functional tests share: the built child, the sample API, servers that misbehave, and a package made of a folder.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { MemoryConnections } from '../../src/adapters/memory/connections.js';
import type { PackageContent } from '../../src/core/package.js';
import type { Subject } from '../../src/core/stage.js';
import type { Report } from '../../src/core/verdict.js';
import type { CallbackHost } from '../../src/runtime/callback-host.js';
import { parseEgressAllow } from '../../src/runtime/egress-policy.js';
import { functionalStage } from '../../src/stages/functional/stage.js';
import type { CollectionRunner } from '../../src/stages/functional/collection-runner.js';
import type { FunctionalTools } from '../../src/stages/functional/stage.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a child starts with. Another build than dist/ can be named by ASSAY_TEST_DIST. */
export const childEntry = new URL(
  'sandbox/child.cjs',
  pathToFileURL(`${process.env.ASSAY_TEST_DIST ?? join(root, 'dist')}/`),
);

/** Who tests, in the records of these tests. */
export const sampleIdentity: FunctionalTools['identity'] = {
  engine: { name: 'assay', version: '1.2.3' },
  ruleset: { id: 'connector', version: '2026-01-02', digest: 'sha256:abc' },
};

export const sampleKey = 'sample-key-for-tests-4f1d';

/** A server of a test, on loopback. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts examples/library-api as a process of its own. */
export async function startLibrary(): Promise<TestServer> {
  const child = spawn(
    process.execPath,
    [join(root, 'examples/library-api/server.mjs'), '--port', '0', '--key', sampleKey],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  return { url, stop: () => stopProcess(child) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Starts a server that answers as the listener says. */
export async function startServer(listener: RequestListener): Promise<TestServer> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The package in a folder below examples/. */
export function examplePackage(folder: string): PackageContent {
  return packageIn(join(root, 'examples', folder));
}

/** The package in a folder. */
export function packageIn(base: string): PackageContent {
  const paths = readdirSync(base, { recursive: true, encoding: 'utf8' });
  return contentOf(
    new Map(paths.filter(path => /\.\w+$/.test(path)).map(path => [path, readFileSync(join(base, path))])),
  );
}

/** A package of these texts and bytes. */
export function contentOf(files: ReadonlyMap<string, string | Uint8Array>): PackageContent {
  return {
    digest: `sha256:${'0'.repeat(64)}`,
    files: [...files].map(([path, file]) => ({ path, size: Buffer.byteLength(file), sha256: '0'.repeat(64) })),
    read(path) {
      const file = files.get(path);
      return typeof file === 'string' ? Buffer.from(file) : file;
    },
  };
}

/** What a run of the stage left. */
export interface StageRun {
  readonly report: Report;
  readonly evidence: string;
}

/** Runs the functional stage on a package, with library.example.com reached at `origin`. */
export async function runStage(
  content: PackageContent,
  {
    newman,
    origin,
    connection = { api_key: sampleKey },
    limits,
    signal = new AbortController().signal,
    egress = `library.example.com=${origin}`,
    callbacks,
  }: {
    newman: CollectionRunner;
    origin: string;
    connection?: Record<string, string>;
    limits?: FunctionalTools['limits'];
    signal?: AbortSignal;
    egress?: string;
    callbacks?: CallbackHost;
  },
): Promise<StageRun> {
  const connections = new MemoryConnections();
  await connections.put('S1', connection);
  const blobs = new MemoryBlobs();
  const stage = functionalStage({
    identity: sampleIdentity,
    connections,
    blobs,
    newman,
    egress: parseEgressAllow(egress),
    now: () => new Date(),
    ...(limits && { limits }),
    ...(callbacks && { callbacks }),
  });
  const outcome = await stage.run(subjectOf(content), signal);
  if (outcome.kind !== 'checked') throw new Error(`The stage ended as ${outcome.kind}.`);
  const [digest = ''] = outcome.report.evidence;
  return { report: outcome.report, evidence: Buffer.from(await blobs.get(digest.slice('sha256:'.length))).toString() };
}

function subjectOf(content: PackageContent): Subject {
  return {
    submission: {
      id: 'S1',
      publisher: 'example',
      connector: 'library',
      profile: 'verified',
      stage: 'functional',
      state: 'running',
      revision: 1,
      version: '1.0.0',
    },
    revision: {
      submissionId: 'S1',
      number: 1,
      uploadSha256: '0'.repeat(64),
      uploadName: 'a.zip',
      uploadedBy: 'someone',
      package: content,
    },
    package: content,
    history: [],
    approvals: [],
  };
}

/** Pids of processes that run the child's program with this heap, which tells the children of one test file from another's. */
export function childProcesses(memoryMb: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      const words = readProc(pid, 'cmdline').split('\0');
      return words.includes(`--max-old-space-size=${memoryMb}`) && words.includes(fileURLToPath(childEntry));
    });
}

/** A file of a process below /proc, '' when the process is gone. */
export function readProc(pid: number, file: 'cmdline' | 'environ'): string {
  const path = `/proc/${pid}/${file}`;
  try {
    return existsSync(path) ? readFileSync(path, 'latin1') : '';
  } catch {
    return '';
  }
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('It did not come true in ten seconds.');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
