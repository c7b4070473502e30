import { claimedStep, passing } from '../../test/support/claimed-step.js';
import { keptLog } from '../../test/support/kept-log.js';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryLedger } from '../adapters/memory/ledger.js';
import type { ClaimedStep, Ledger } from '../core/ports/ledger.js';
import type { Stage, Subject } from '../core/stage.js';
import { stageNames } from '../core/stage-names.js';
import type { StageName } from '../core/stage-names.js';
import { runStep } from './run-step.js';

const running = new AbortController().signal;

/** A pipeline whose every stage does the same. */
async function pipeline(run: Stage['run'], stageSeconds?: number) {
  const ledger = new MemoryLedger();
  const stage = (name: StageName): Stage => ({ name, kind: 'check', offline: true, run });
  const stages = Object.fromEntries(stageNames.map(name => [name, stage(name)])) as Record<StageName, Stage>;
  const kernel = { stages, ledger, blobs: new MemoryBlobs(), log: keptLog(), stageSeconds };
  const upload = { uploadSha256: 'a'.repeat(64), uploadName: 'coyote.zip', by: 'submitter' };
  await ledger.open({ id: 'one', publisher: 'acme', connector: 'coyote', profile: 'verified', ...upload });
  return { kernel, ledger, claim: () => claim(ledger) };
}

async function claim(ledger: Ledger): Promise<ClaimedStep> {
  const step = await ledger.claim('worker', 30);
  if (step === null) throw new Error('there is no step to claim');
  return step;
}

describe('pipeline/run-step', () => {
  it('loads, runs, decides and saves', async () => {
    const seen: Subject[] = [];
    const { kernel, ledger, claim } = await pipeline(subject => {
      seen.push(subject);
      return Promise.resolve({ kind: 'checked', report: passing });
    });

    await runStep(await claim(), kernel, running);

    expect(seen).toMatchObject([{ submission: { stage: 'intake' }, package: null, history: [] }]);
    expect(await ledger.get('one')).toMatchObject({ stage: 'lint', state: 'running' });
  });

  it('does not run a stage on bytes that are not what intake accepted', async () => {
    let runs = 0;
    const { kernel } = await pipeline(() => {
      runs += 1;
      return Promise.resolve({ kind: 'checked', report: passing });
    });
    const step = claimedStep();
    const accepted = { digest: `sha256:${'0'.repeat(64)}`, files: [] };

    await runStep({ ...step, revisionRecord: { ...step.revisionRecord, package: accepted } }, kernel, running);

    expect(runs).toBe(0);
  });

  it('A49: stops the submission when a stage fails three times, and never shows what a bug looks like inside', async () => {
    const { kernel, ledger, claim } = await pipeline(() => Promise.reject(new TypeError('secret internals')));
    const first = await claim();

    await runStep({ ...first, attempts: 3 }, kernel, running);

    expect(await ledger.get('one')).toMatchObject({ stage: 'intake', state: 'stopped' });
    expect(JSON.stringify(await ledger.timeline('one'))).not.toContain('internals');
    expect(kernel.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', facts: expect.objectContaining({ error: expect.any(TypeError) }) }),
    );
  });

  it('saves nothing when it is told to stop, even if the stage does not listen', async () => {
    const { kernel, ledger, claim } = await pipeline(() => new Promise(() => undefined));
    const step = await claim();
    const stopping = new AbortController();

    const run = runStep(step, kernel, stopping.signal);
    stopping.abort();
    await run;

    expect(await ledger.timeline('one')).toMatchObject([{ state: 'LEASED' }]);
  });

  it('gives up a stage that hangs', async () => {
    const { kernel, ledger, claim } = await pipeline(() => new Promise(() => undefined), 0.05);

    await runStep(await claim(), kernel, running);

    const [entry] = await ledger.timeline('one');
    expect(entry?.note).toContain('The stage took too long');
  });

  it('discards the result of a step that is no longer its own', async () => {
    const { kernel, ledger, claim } = await pipeline(() => Promise.resolve({ kind: 'checked', report: passing }));
    const stale = await claim();

    await runStep({ ...stale, fence: stale.fence - 1 }, kernel, running);

    expect(await ledger.get('one')).toMatchObject({ stage: 'intake' });
    expect(kernel.log.lines.at(-1)?.sentence).toBe('The result of a stage is void: the step was no longer ours');
  });
});
