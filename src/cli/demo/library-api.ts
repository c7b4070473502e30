import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { problem } from '../../core/problems.js';
import { startChild } from './child.js';
import type { Child } from './child.js';
import { sampleApi } from './samples.js';

/** Seconds until the sample API, which loads nothing but Node, has to answer. */
const startSeconds = 20;

/** Starts the sample API on a free port, to be called with this key. Throws `demo-failed`. */
export async function startLibraryApi(
  directory: string,
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<Child & { readonly address: string }> {
  const log = join(directory, 'library-api.log');
  const child = startChild(sampleApi, { args: ['--port', '0', '--key', key], env, log });
  const address = await Promise.race([firstAddress(child), child.ended.then(() => null), later(startSeconds)]);
  if (address !== null) return { ...child, address };
  await child.stop(2);
  throw problem('demo-failed', { step: 'Starting the sample API', reason: 'it did not say where it listens', log });
}

/** The `url` of the first line that it prints. */
function firstAddress(child: Child): Promise<string | null> {
  const { stdout } = child.process;
  if (stdout === null) return Promise.resolve(null);
  return new Promise(resolve => {
    createInterface(stdout).once('line', line => resolve(addressIn(line)));
  });
}

function addressIn(line: string): string | null {
  try {
    const told: unknown = JSON.parse(line);
    const isTold = typeof told === 'object' && told !== null && 'url' in told && typeof told.url === 'string';
    return isTold ? String(told.url) : null;
  } catch {
    return null;
  }
}

function later(seconds: number): Promise<null> {
  return new Promise(resolve => {
    setTimeout(() => resolve(null), seconds * 1000).unref();
  });
}
