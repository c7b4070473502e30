import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SubmissionView } from '../../api/view.js';
import { environmentWithoutSettings } from '../../config.js';
import { packFolder } from '../../adapters/files/pack-folder.js';
import { problem } from '../../core/problems.js';
import type { Api, Upload } from '../client/api.js';
import { createTeller, followOnTerminal } from '../client/follow.js';
import type { Teller } from '../client/follow.js';
import { printable } from '../printable.js';
import { verifyCatalogue } from '../verify/verify-catalogue.js';
import type { DemoStage } from './stage.js';
import { publisher, samples } from './samples.js';

/** Who and what the story is about. */
export interface Cast {
  readonly submitter: Api;
  readonly reviewer: Api;
  /** What the sample API is called with. */
  readonly connection: Readonly<Record<string, string>>;
  /** The bare repository that connectors are published to. */
  readonly repository: string;
  readonly folder: string;
}

/** Two connectors on their way to the public; gives how each ended. Throws `demo-failed` where the story takes another turn. */
export async function tellStory(cast: Cast, stage: DemoStage, signal: AbortSignal): Promise<SubmissionView[]> {
  stage.chapter('A connector goes in');
  const faultless = await submit(cast, stage, 'library', samples.library);
  const followFaultless = follower(faultless.id, cast, stage, signal);
  expectState(await followFaultless(), 'waiting', stage);
  const first = await approve(cast, stage, followFaultless);
  showPublication(first, stage);
  await verifyFromClone(cast, stage);

  stage.chapter('A connector with three faults comes back, and passes once it is repaired');
  const faulty = await submit(cast, stage, 'loans', samples.loansWithFaults);
  const followFaulty = follower(faulty.id, cast, stage, signal);
  expectState(await followFaulty(), 'returned', stage);
  await stage.act('The submitter hands in revision 2, with all three repaired', async () =>
    cast.submitter.revise(faulty.id, await uploadOf(samples.loansRepaired, cast)),
  );
  expectState(await followFaulty(), 'waiting', stage);
  const second = await approve(cast, stage, followFaulty);
  showPublication(second, stage);
  return [first, second];
}

async function submit(cast: Cast, stage: DemoStage, connector: string, folder: string): Promise<SubmissionView> {
  return stage.act(`The submitter hands in ${publisher.slug}/${connector}`, async () =>
    cast.submitter.submit(publisher.slug, connector, await uploadOf(folder, cast)),
  );
}

async function uploadOf(folder: string, { connection }: Cast): Promise<Upload> {
  return { bytes: await packFolder(folder), name: 'connector.zip', connection };
}

/** Follows a submission to the next turn that is not the service's, and tells each thing once over all its calls. */
function follower(id: string, { submitter }: Cast, { terminal }: DemoStage, signal: AbortSignal): Follow {
  const teller: Teller = createTeller(terminal);
  return () => followOnTerminal(submitter.remote, id, teller, { untilFinal: false, signal });
}

type Follow = () => Promise<SubmissionView>;

async function approve({ reviewer }: Cast, stage: DemoStage, follow: Follow): Promise<SubmissionView> {
  const { id, digest } = await follow();
  await stage.act(`The reviewer approves exactly ${digest}`, () =>
    reviewer.decide(id, { kind: 'approve', digest: digest ?? '', comment: 'Looks good.' }),
  );
  const published = await follow();
  expectState(published, 'public', stage);
  return published;
}

function expectState(view: SubmissionView, state: SubmissionView['state'], { terminal }: DemoStage): void {
  if (view.state === state) return;
  terminal.err(`Submission ${view.id} is ${view.state} at ${view.stage}: ${printable(view.next)}\n`);
  const reason = `the submission is ${view.state} at ${view.stage} instead of ${state}`;
  throw problem('demo-failed', { step: 'Following a submission', reason, log: 'the lines above' });
}

function showPublication({ receipt }: SubmissionView, stage: DemoStage): void {
  if (receipt === null) throw new Error('a public submission has no receipt');
  stage.say(`Commit       ${receipt.mergeCommit}`);
  stage.say(`Folder       ${receipt.folder}`);
  stage.say(`Certificate  ${certificateLine(receipt.certificate)}`);
}

/** What a certificate says, in one line. It was verified by the service; whoever reads on verifies it again. */
function certificateLine(envelope: string): string {
  const { payload, signatures } = JSON.parse(envelope) as { payload: string; signatures: { keyid: string }[] };
  const { subject, predicate } = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
    subject: { name: string; digest: { sha256: string } }[];
    predicate: { expiresAt: string };
  };
  const [certified] = subject;
  const key = signatures[0]?.keyid.slice(0, 16);
  return `${certified?.name} sha256:${certified?.digest.sha256.slice(0, 16)}…, until ${predicate.expiresAt.slice(0, 10)}, signed by key ${key}…`;
}

/** As anybody would do it: clone, and verify without asking the service. */
async function verifyFromClone({ repository, folder }: Cast, stage: DemoStage): Promise<void> {
  const clone = join(folder, 'clone');
  await stage.act('Anybody clones the repository', async () => {
    const env = environmentWithoutSettings();
    await promisify(execFile)('git', ['-c', 'safe.directory=*', 'clone', '--quiet', '--', repository, clone], { env });
  });
  stage.say('and verifies it, offline:');
  const code = await verifyCatalogue(clone, { format: 'text' }, stage.terminal);
  if (code !== 0)
    throw problem('demo-failed', {
      step: 'Verifying the clone',
      reason: 'something does not hold',
      log: 'the lines above',
    });
}
