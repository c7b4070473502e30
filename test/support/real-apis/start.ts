// Servers that others wrote, from the system's packages: on free ports of loopback, in temporary folders, stopped by their pid.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestServer } from '../functional.js';

const startMs = 20_000;

/** Starts a Prometheus Alertmanager, which knows no sign-in, with one receiver and an empty store. */
export async function startAlertmanager(): Promise<TestServer> {
  const port = await freePort();
  return start('prometheus-alertmanager', async folder => {
    const config = join(folder, 'alertmanager.yml');
    await writeFile(config, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    return {
      url: `http://127.0.0.1:${port}`,
      probe: '/-/ready',
      args: [
        `--config.file=${config}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
    };
  });
}

/** Starts a PowerDNS authoritative server whose API wants this key, with an empty database. */
export async function startPowerDns(key: string): Promise<TestServer> {
  const [port, dnsPort] = [await freePort(), await freePort()];
  return start('pdns_server', async folder => {
    const database = join(folder, 'zones.sqlite');
    await mkdir(join(folder, 'conf'));
    await makeDatabase(database);
    const settings = {
      'config-dir': join(folder, 'conf'),
      'socket-dir': folder,
      launch: 'gsqlite3',
      'gsqlite3-database': database,
      'local-address': '127.0.0.1',
      'local-port': dnsPort,
      api: 'yes',
      'api-key': key,
      webserver: 'yes',
      'webserver-address': '127.0.0.1',
      'webserver-port': port,
      daemon: 'no',
      guardian: 'no',
      setuid: '',
      setgid: '',
    };
    const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    return { url: `http://127.0.0.1:${port}`, probe: '/', args };
  });
}

interface Start {
  readonly url: string;
  /** Path that answers, with any status, once the server is ready. */
  readonly probe: string;
  readonly args: readonly string[];
}

async function start(name: string, prepare: (folder: string) => Promise<Start>): Promise<TestServer> {
  const program = programAt(name);
  const folder = await mkdtemp(join(tmpdir(), 'assay-real-'));
  const { url, probe, args } = await prepare(folder);
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2000)));
  }
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    const ended = running() ? new Promise(resolve => child.once('exit', resolve)) : null;
    if (ended) child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + startMs; ; await delay(50)) {
    const answered = await fetch(url + probe).then(
      answer => answer.ok || probe === '/',
      () => false,
    );
    if (answered) return { url, stop };
    if (running() && Date.now() < until) continue;
    await stop();
    throw new Error(`${name} did not answer within ${startMs} ms:\n${output}`);
  }
}

/** The tables of an empty PowerDNS database, made by the schema that its package brings. */
async function makeDatabase(path: string): Promise<void> {
  const schema = await readFile('/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql', 'utf8');
  const child = spawn(programAt('sqlite3'), [path], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(schema);
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) throw new Error(`sqlite3 ended with exit code ${String(code)}`);
}

function programAt(name: string): string {
  const found = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin']
    .map(folder => join(folder, name))
    .find(path => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `There is no ${name} here. \`npm run verify\` installs it for root on Debian: apt-get install prometheus-alertmanager pdns-server pdns-backend-sqlite3 sqlite3`,
    );
  }
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
