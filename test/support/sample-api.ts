import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../examples/library-api/server.mjs', import.meta.url));

/** The sample API in a process of its own, on a free port. */
export interface SampleApi {
  /** Where it answers: `http://127.0.0.1:…`. */
  readonly url: string;
  /** The only key that it takes. */
  readonly key: string;
  stop(): Promise<void>;
}

/** Starts the sample API and waits until it says where it answers. */
export async function startSampleApi(key = 'a-key-for-tests'): Promise<SampleApi> {
  const child = spawn(process.execPath, [program, '--port', '0', '--key', key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url, key, stop };
}
