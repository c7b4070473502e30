import { access } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { openSigningKey } from './adapters/files/signing-key.js';
import { ensureRepository } from './adapters/git/bare-repository.js';
import { GitCatalog } from './adapters/git/catalog.js';
import { LintPool } from './adapters/lint-pool/lint-pool.js';
import { createSmtp } from './adapters/mail/smtp.js';
import { createNewman } from './adapters/newman/run-collection.js';
import type { Config } from './config.js';
import type { Log } from './core/log.js';
import type { Blobs } from './core/ports/blobs.js';
import type { Connections } from './core/ports/connections.js';
import type { Connectors } from './core/ports/connectors.js';
import type { Doorbell } from './core/ports/doorbell.js';
import type { Ledger } from './core/ports/ledger.js';
import type { Monitors } from './core/ports/monitors.js';
import type { WatchConnections } from './core/ports/watch-connections.js';
import type { Mails } from './core/ports/mails.js';
import type { Webhooks } from './core/ports/webhooks.js';
import type { Reviews } from './core/ports/reviews.js';
import type { Waivers } from './core/ports/waivers.js';
import type { Upkeep } from './core/ports/upkeep.js';
import type { Recertifications } from './core/ports/recertifications.js';
import { problem } from './core/problems.js';
import { measure } from './pipeline/measure.js';
import { runMonitor } from './pipeline/run-monitor.js';
import { recertifyDue } from './pipeline/recertify.js';
import { promoteDue } from './pipeline/promote.js';
import { runStep } from './pipeline/run-step.js';
import { createStages } from './pipeline/stages.js';
import { StandingCatalog } from './pipeline/standing-catalog.js';
import { decidedBy } from './programme.js';
import type { OpenedProgramme } from './programme.js';
import { sendWebhook } from './runtime/send-webhook.js';
import { openCallbackHost } from './runtime/callback-host.js';
import { describeLinter } from './stages/lint/description.js';
import { createDeliverer } from './worker/deliverer.js';
import { createCaretaker } from './worker/caretaker.js';
import { createUpkeeper } from './worker/upkeep.js';
import { createMonitoring } from './worker/monitors.js';
import { createMailer } from './worker/mailer.js';
import { createWorker } from './worker/worker.js';
import type { Worker } from './worker/worker.js';

/** Branch of the catalogue that the public reads. */
const mainBranch = 'main';

/** Who commits. The address belongs to nobody: `.invalid` never will (RFC 2606). */
const author = { name: 'Assay', email: 'assay@assay.invalid' };

/** How long a certificate says what it says, in days: after a year a connector is looked at again. */
const validityDays = 365;

/** No command of git takes longer, fetching a large catalogue for the first time included. */
const gitSeconds = 120;

/** How long a loaded Newman (some 100 MB) is kept for the next functional stage. */
const newmanIdleSeconds = 900;

/** How long due work waits at most when no bell rang. */
const pollSeconds = 5;

/**
 * How often the queue of reviews is looked after, and versions that wait for their numbers: how long a new submission waits at most before
 * a reviewer has it, and a version that has shown what it must before it is promoted.
 */
const careSeconds = 15;

/** How often public versions are looked after. */
const upkeepSeconds = 60;

/** The ports that workers share with the rest of the process. */
export interface SharedPorts {
  readonly ledger: Ledger;
  readonly doorbell: Doorbell;
  readonly blobs: Blobs;
  readonly connections: Connections;
  readonly webhooks: Webhooks;
  readonly reviews: Reviews;
  readonly connectors: Connectors;
  readonly upkeep: Upkeep;
  readonly monitors: Monitors;
  readonly watchConnections: WatchConnections;
  readonly mails: Mails;
  readonly waivers: Waivers;
  readonly recertifications: Recertifications;
}

/** What only processes with workers have: the tools of the stages, and a worker that runs them. */
export interface Workshop {
  readonly worker: Worker;
  /** Ends every child process and thread. */
  close(): Promise<void>;
}

/**
 * Opens the tools of the stages and makes the worker; it is not started. The heavy parts (Newman, Spectral) load with their first
 * use, in processes and threads of their own. Throws `signing-key-unusable`, `git-missing`, `catalog-unreachable`,
 * `repository-unsupported`, `github-key-unusable`, `callback-not-listening`.
 */
export async function openWorkshop(
  config: Config,
  log: Log,
  { programme, source }: OpenedProgramme,
  ports: SharedPorts,
): Promise<Workshop> {
  const { dataDirectory, repository, searchPath } = config;
  const { engine, ruleset, checks } = describeLinter(programme);
  const signer = await openSigningKey(join(dataDirectory, 'signing-key.pem'), new Date());
  await requireRepository(config);
  const catalog = new GitCatalog({
    remote: repository,
    mirrorDirectory: join(dataDirectory, 'mirror'),
    mainBranch,
    author,
    log,
    timeoutSeconds: gitSeconds,
    searchPath,
    ...(await gitHubOf(config, log)),
  });
  const linter = new LintPool({
    worker: new URL('./stages/lint/worker.js', import.meta.url),
    engine,
    ruleset,
    checks,
    programme: source,
    threads: config.workers,
  });
  const newman = createNewman({
    childEntry: new URL('../sandbox/child.cjs', import.meta.url),
    idleSeconds: newmanIdleSeconds,
    log,
  });
  const callbacks =
    config.callbacks === null
      ? null
      : await openCallbackHost({
          ...config.callbacks.address,
          publicUrl: config.callbacks.publicUrl,
          now: () => new Date(),
        });
  const {
    ledger,
    blobs,
    connections,
    doorbell,
    webhooks,
    reviews,
    connectors,
    upkeep,
    monitors,
    watchConnections,
    waivers,
    mails,
    recertifications,
  } = ports;
  const testing = {
    identity: { engine, ruleset },
    blobs,
    egress: config.egressAllow,
    newman,
    log,
    now: () => new Date(),
    ...(callbacks && { callbacks }),
  };
  const stages = createStages({
    blobs,
    linter,
    catalog: new StandingCatalog(catalog, { connectors, blobs }),
    decided: decidedBy(programme),
    functional: { ...testing, connections },
    preview: {
      policy: programme.review,
      promotion: programme.promotion,
      isVerified: name => programme.profiles.get(name)?.base === 'verified',
    },
    publish: {
      catalog,
      signer,
      engine,
      ruleset,
      intend: intent => ledger.intendPublication(intent),
      validityDays,
      target: catalog.target,
    },
  });
  const worker = createWorker({
    ledger,
    doorbell,
    run: async (step, signal) => {
      // Newman loads while other stages work, so that the functional stage does not wait for it.
      if (step.stage === 'intake') newman.warm();
      await runStep(step, { stages, ledger, blobs, log, waivers: programme.waivers }, signal);
      if (step.stage === 'functional') newman.warm();
    },
    concurrency: config.workers,
    leaseSeconds: config.leaseSeconds,
    pollSeconds,
    log,
  });
  const deliverer = createDeliverer({
    webhooks,
    send: (delivery, signal) => sendWebhook(delivery, config.egressAllow, new Date(), signal),
    log,
  });
  const monitoring = createMonitoring({
    monitors,
    run: (monitor, signal) =>
      runMonitor(
        monitor,
        { testing, connections, watchConnections, waivers: programme.waivers, given: waivers, log },
        signal,
      ),
    rulesetDigest: ruleset.digest,
    log,
  });
  const caretaker = createCaretaker({
    reviews,
    promote: () => promoteDue({ rulesetDigest: ruleset.digest }, ledger),
    everySeconds: careSeconds,
    log,
  });
  const upkeeper = createUpkeeper({
    upkeep,
    measure: submissionId => measure(submissionId, { ledger, blobs }),
    recertify: signal =>
      recertifyDue(recertifications, { linter, blobs, waivers: programme.waivers, given: waivers, log }, signal),
    everySeconds: upkeepSeconds,
    log,
  });
  const mailer =
    config.mail && createMailer({ mails, sender: config.mail.sender, send: createSmtp(config.mail.server).send, log });
  return {
    worker: {
      start: async () => {
        await worker.start();
        await mails.enable(mailer !== null);
        mailer?.start();
        deliverer.start();
        caretaker.start();
        upkeeper.start();
        monitoring.start();
        newman.warm();
      },
      stop: async graceSeconds => {
        await Promise.all([worker.stop(graceSeconds), deliverer.stop(), monitoring.stop(), mailer?.stop()]);
      },
    },
    close: async () => {
      await caretaker.stop();
      await upkeeper.stop();
      await Promise.all([newman.close(), linter.close(), callbacks?.close()]);
    },
  };
}

/** What the catalogue needs of GitHub, whose client is loaded only where it is used. */
async function gitHubOf({ github, publishBy }: Config, log: Log) {
  if (github === null) return {};
  const { openPublishing } = await import('./adapters/github/open-publishing.js');
  return openPublishing({ ...github, mergedBy: mergedBy[publishBy], mainBranch, log });
}

const mergedBy = { push: null, 'pull-request-auto': 'us', 'pull-request': 'person' } as const;

/** Only what lies in our own folder is ours to make; a folder elsewhere that is missing is a mistake, better told now than later. */
async function requireRepository({ dataDirectory, repository, searchPath }: Config): Promise<void> {
  if (repository.startsWith(`${dataDirectory}${sep}`)) {
    await ensureRepository({ directory: repository, mainBranch, searchPath });
  } else if (isAbsolute(repository)) {
    await access(repository).catch((error: unknown) => {
      throw problem(
        'catalog-unreachable',
        { action: 'find', target: repository, reason: 'nothing can be read there' },
        error,
      );
    });
  }
}
