// A redis-server of our own: on a free port of loopback, in a temporary folder, without persistence, stopped by its pid.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const startMs = 10_000;

/**
 * Starts a redis-server and waits until it answers. The same `port` starts it again, empty, where clients look for it.
 * Throws when there is none on the PATH, saying what to do.
 */
export async function startRedis({ port } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'assay-redis-'));
  const chosen = port ?? (await freePort());
  const options = ['--port', chosen, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory];
  const child = spawn('redis-server', options.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let ended = null;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => (output = `${output}${chunk}`.slice(-2000)));
  child.once('error', error => (ended = error.code === 'ENOENT' ? howToGetRedis : error.message));
  child.once('exit', code => (ended ??= `redis-server ended with exit code ${code}:\n${output}`));

  const stop = async signal => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise(done => child.once('exit', done));
      child.kill(signal);
      await exited;
    }
    await rm(directory, { recursive: true, force: true });
  };
  for (const until = Date.now() + startMs; !(await answers(chosen)); await delay(20)) {
    if (ended === null && Date.now() < until) continue;
    await stop('SIGKILL');
    throw new Error(ended ?? `redis-server did not answer within ${startMs} ms:\n${output}`);
  }
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: child.pid,
    stop: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
    command: words => command(chosen, words),
  };
}

const howToGetRedis =
  'There is no redis-server on the PATH. Install it with the system’s package manager, or set REDIS_URL to a Redis that may be used for tests.';

/** Sends one command, such as `FLUSHALL`, and gives the first line of the answer. */
function command(port, words) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${words}\r\n`));
    socket.setTimeout(2000, () => socket.destroy(new Error('Redis does not answer')));
    socket.once('error', reject);
    socket.once('data', answer => {
      resolve(String(answer).split('\r\n')[0]);
      socket.destroy();
    });
  });
}

async function answers(port) {
  return command(port, 'PING').then(
    answer => answer === '+PONG',
    () => false,
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
