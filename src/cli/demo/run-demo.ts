import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { join, resolve } from 'node:path';
import { environmentWithoutSettings } from '../../config.js';
import { Api } from '../client/api.js';
import type { Terminal } from '../terminal.js';
import type { Child } from './child.js';
import { claimFolder, ended, mark } from './folder.js';
import { startLibraryApi } from './library-api.js';
import { addPerson } from './people.js';
import { publisher, sampleHost } from './samples.js';
import { startService } from './service.js';
import { createStage } from './stage.js';
import { tellStory } from './story.js';
import { timingsTable } from './timings.js';

export interface DemoOptions {
  readonly directory: string;
  /** Leave the service up until Ctrl-C once the story is told. */
  readonly stay: boolean;
  readonly timings: boolean;
}

/** Seconds that the service may take to end in order. */
const stopSeconds = 10;

/**
 * Runs the demo from an empty folder to two published connectors. Everything that it started is ended when it ends, however it
 * does. Throws `demo-directory-foreign`, `demo-running`, `demo-failed`, and what a part of it throws.
 */
export async function runDemo({ directory, stay, timings }: DemoOptions, terminal: Terminal): Promise<void> {
  const started = performance.now();
  const folder = resolve(directory);
  const stage = createStage(terminal, join(folder, 'service.log'));
  const children: Child[] = [];
  const interrupted = interruption();
  await stage.act('Making an empty folder for the demo', () => claimFolder(folder));
  try {
    const inherited = environmentWithoutSettings();
    const key = `demo-${randomBytes(16).toString('hex')}`;
    const library = await stage.act('Starting the sample API', async () => {
      const api = await startLibraryApi(folder, key, inherited);
      children.push(api);
      return api;
    });
    const service = await stage.act('Starting Assay with its own database', async () => {
      const running = await startService(folder, `${sampleHost}=${library.address}`, inherited);
      children.push(running);
      await mark(folder, { pid: process.pid, address: running.address });
      return running;
    });
    const administrator = new Api({ server: service.address, token: service.token });
    const { submitter, reviewer } = await stage.act('Adding a publisher, a submitter and a reviewer', async () => {
      await administrator.createPublisher(publisher);
      return {
        submitter: await addPerson(administrator, { name: 'Sam', role: 'submitter', publishers: [publisher.slug] }),
        reviewer: await addPerson(administrator, { name: 'Robin', role: 'reviewer', publishers: [] }),
      };
    });
    const repository = join(folder, 'data', 'repository.git');
    const cast = { submitter: submitter.api, reviewer: reviewer.api, connection: { api_key: key }, repository, folder };
    const story = tellStory(cast, stage, interrupted.signal);
    const views = await Promise.race([story, ...children.map(child => stage.failWhenEnded(child))]);
    if (timings) terminal.out(timingsTable(views, terminal.paint));
    stage.say(`The whole story took ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    if (!stay) return;
    stage.say(`Assay stays up at ${service.address}. Look at it in a browser, or with \`assay status\`.`);
    stage.say(`To sign in as the reviewer:  ${reviewer.secret}`);
    stage.say(`          as the submitter:  ${submitter.secret}`);
    stage.say(`      as an administrator:  ${service.token}`);
    stage.say('Ctrl-C ends it.');
    await Promise.race([interrupted.promise, ...children.map(child => stage.failWhenEnded(child))]);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
  } finally {
    terminal.err('Ending what the demo started.\n');
    await Promise.all(children.map(child => child.stop(stopSeconds)));
    await mark(folder, ended);
  }
}

/** Ctrl-C or a polite kill. A second one finds no listener and ends the process at once; its children follow. */
function interruption(): { signal: AbortSignal; promise: Promise<void> } {
  const controller = new AbortController();
  const promise = new Promise<void>(resolve => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        controller.abort();
        resolve();
      });
    }
  });
  return { signal: controller.signal, promise };
}
