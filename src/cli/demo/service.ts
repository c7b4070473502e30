import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';
import { installedAt } from '../../installation.js';
import { startChild } from './child.js';
import type { Child } from './child.js';

/** A service that the demo runs, as it told that it is ready. */
export interface Service extends Child {
  readonly address: string;
  /** The first administrator's token. */
  readonly token: string;
}

/** How long a first start may take on a slow machine: making the database is most of it. */
const startSeconds = 60;

/**
 * Starts `assay serve` on a free port with everything it needs below `directory`, and waits until it is ready. `inherited` is the
 * environment without any of Assay's own settings. Throws `demo-failed`.
 */
export async function startService(
  directory: string,
  egressAllow: string,
  inherited: NodeJS.ProcessEnv,
): Promise<Service> {
  const log = join(directory, 'service.log');
  const child = startChild(join(installedAt(), 'bin', 'assay.js'), {
    args: ['serve', '--port', '0', '--data-dir', join(directory, 'data')],
    env: { ...inherited, ASSAY_EGRESS_ALLOW: egressAllow },
    log,
  });
  child.process.stdout?.on('data', (text: Buffer) => void appendFile(log, text).catch(() => undefined));
  const outcome = await Promise.race([readiness(child), child.ended, later(startSeconds)]);
  if (typeof outcome !== 'string') return { ...child, ...outcome };
  await child.stop(2);
  throw problem('demo-failed', { step: 'Starting the service', reason: `it ${outcome}`, log });
}

function readiness(child: Child): Promise<{ address: string; token: string }> {
  return new Promise(resolve => {
    child.process.on('message', message => {
      if (typeof message !== 'object' || message === null || !('address' in message) || !('token' in message)) return;
      const { address, token } = message;
      if (typeof address === 'string' && typeof token === 'string') resolve({ address, token });
    });
  });
}

function later(seconds: number): Promise<string> {
  return new Promise(resolve => {
    setTimeout(() => resolve(`was not ready after ${seconds} s`), seconds * 1000).unref();
  });
}
