import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { failing, notRun, passing } from '../../test/support/claimed-step.js';
import { keptLog } from '../../test/support/kept-log.js';
import { filesOf } from '../../test/support/publication.js';
import { gateWith } from '../../test/support/review.js';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryConnections } from '../adapters/memory/connections.js';
import { MemoryLedger } from '../adapters/memory/ledger.js';
import type { Principal } from '../core/account.js';
import { breakingChangesOf } from '../core/acknowledgement.js';
import type { Outcome } from '../core/outcome.js';
import { packageOf } from '../core/package-content.js';
import type { Change, ClaimedStep, Ending, Opening, Standing } from '../core/ports/ledger.js';
import { Problem, problem } from '../core/problems.js';
import type { Stage, Subject } from '../core/stage.js';
import { stageNames } from '../core/stage-names.js';
import type { StageName } from '../core/stage-names.js';
import type { Step } from '../core/step.js';
import { edges, isFinal } from '../core/submission.js';
import type { Revision, Submission } from '../core/submission.js';
import type { Report } from '../core/verdict.js';
import { certify } from '../stages/publish/certify.js';
import { acknowledge } from './acknowledge.js';
import { decide } from './decide.js';
import { retry } from './retry.js';
import { revise } from './revise.js';
import { runStep } from './run-step.js';
import { withdraw } from './withdraw.js';

/**
 * The life of submissions as a model: any sequence of what people, workers, clocks and failures can do, on the real commands, the real
 * kernel and the ledger in memory. What must never be is checked after each step.
 */

const ruleset = { id: 'connector', version: '2026-01-01', digest: 'sha256:current' };
const checks = ['intake', 'lint', 'compare', 'functional'] as const;
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const keyOf = ({ stage, state }: Pick<Submission, 'stage' | 'state'>) => `${stage}/${state}`;
const allowed = new Set(edges().map(({ from, to }) => `${keyOf(from)} ${keyOf(to)}`));

/** What a check may come to. Only `pass` and `breaking` let a version go on, and `breaking` only with both sides' yes. */
type Luck = 'pass' | 'breaking' | 'fail' | 'not-run' | 'checked-nothing' | 'crash' | 'upstream';
const lucks = ['pass', 'breaking', 'fail', 'not-run', 'checked-nothing', 'crash', 'upstream'] as const;

const uploaders = ['ada', 'rob'] as const;
const reviewers = ['rita', 'rob', 'roy', 'ada'] as const;
/** Everybody may do everything, so that nothing but the rules about eyes and bytes keeps them from it. */
const personOf = (id: string): Principal => ({
  account: {
    id,
    name: id,
    roles: ['submitter', 'reviewer', 'administrator'],
    publishers: id === 'ada' ? ['acme'] : [],
  },
  tokenId: id,
  scopes: ['read', 'submit', 'review', 'administer'],
});

/** One entry of the trail: who moved what, and how. */
interface Entry {
  readonly actor: string;
  readonly action: string;
  readonly id: string;
  readonly to: string;
}

/** The ledger in memory with a trail of what it saved, as the one in PostgreSQL writes it in the same transaction. */
class AuditedLedger extends MemoryLedger {
  readonly trail: Entry[] = [];

  override async open(opening: Opening): Promise<Submission> {
    const opened = await super.open(opening);
    this.trail.push({ actor: opening.by, action: 'submission.opened', id: opening.id, to: keyOf(opened) });
    return opened;
  }

  override async change(
    id: string,
    decideOn: (current: Submission, revision: Revision, standing: Standing) => Change,
  ): Promise<Submission> {
    let said: Change | null = null;
    const moved = await super.change(id, (...facts) => (said = decideOn(...facts)));
    const { actor, action } = said as unknown as Change;
    this.trail.push({ actor, action, id, to: keyOf(moved) });
    return moved;
  }

  override async finish(step: Step, ending: Ending, moved: Submission): Promise<boolean> {
    const saved = await super.finish(step, ending, moved);
    const to = keyOf(await this.get(step.submissionId));
    if (saved) this.trail.push({ actor: 'assay', action: `${step.stage} ended`, id: step.submissionId, to });
    return saved;
  }
}

/** The real thing, with a clock that stands until it is moved. */
class World {
  now = Date.parse('2026-06-01T00:00:00Z');
  readonly ledger = new AuditedLedger(() => this.now);
  readonly tools = { blobs: new MemoryBlobs(), connections: new MemoryConnections(), ledger: this.ledger };
  luck: Luck = 'pass';
  terms: Partial<Parameters<typeof gateWith>[0]> = {};
  /** What the next revisions consist of. */
  bytes = 'first';
  /** Looks whether all is lawful; set by the model. */
  watch: () => Promise<void> = () => Promise.resolve();
  /** Steps whose worker went away without a word. */
  readonly lost: ClaimedStep[] = [];

  readonly stages = Object.fromEntries(
    stageNames.map((name): [StageName, Stage] => [
      name,
      { name, kind: 'check', offline: true, run: subject => this.run(name, subject) },
    ]),
  ) as Record<StageName, Stage>;

  async run(stage: StageName, subject: Subject): Promise<Outcome> {
    if (stage === 'preview') return { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith(this.terms) };
    if (this.luck === 'crash') throw new TypeError('a bug');
    if (this.luck === 'upstream') throw problem('token-endpoint-failed', { host: 'x.example', reason: 'It is down.' });
    if (stage === 'publish') return this.publish(subject);
    const report = reportOf(this.luck, subject.submission.id);
    if (stage !== 'intake') return { kind: 'checked', report };
    const files = filesOf({ 'README.md': this.bytes });
    for (const bytes of files.values()) await this.tools.blobs.put(bytes);
    const { digest, files: hashed } = packageOf(files, sha256);
    return { kind: 'checked', report, package: { digest, files: hashed, version: `1.0.${subject.revision.number}` } };
  }

  private async publish(subject: Subject): Promise<Outcome> {
    const { publisher, connector, version, digest } = certify(subject, ruleset);
    const target = 'repository';
    await this.ledger.intendPublication({
      target,
      publisher,
      connector,
      version,
      digest,
      submissionId: subject.submission.id,
    });
    const receipt = { target, commit: 'c', mergeCommit: 'd', folder: connector, certificate: '{}' };
    return { kind: 'done', receipt };
  }

  async work(step: ClaimedStep): Promise<void> {
    const kernel = { stages: this.stages, ledger: this.ledger, blobs: this.tools.blobs, log: keptLog() };
    await runStep(step, kernel, new AbortController().signal);
  }
}

function reportOf(luck: Luck, id: string): Report {
  if (luck === 'fail') return failing;
  if (luck === 'not-run') return notRun('It broke.', 'ours');
  if (luck === 'checked-nothing') return { ...passing, checks: [] };
  if (luck !== 'breaking') return passing;
  const [found] = failing.findings;
  if (found === undefined) throw new Error('There is no finding.');
  return { ...passing, findings: [{ ...found, severity: 'ack', fingerprint: sha256(`breaks ${id}`) }] };
}

/** What the model remembers beside the real thing: how it saw each submission last. */
interface Seen {
  readonly last: Map<string, Submission>;
  readonly counts: Record<string, number>;
}

/** One thing that somebody does. What is refused is refused with a problem; anything else is a bug, and fails the test. */
class Doing implements fc.AsyncCommand<Seen, World> {
  constructor(
    private readonly what: string,
    private readonly act: (world: World) => Promise<unknown>,
  ) {}

  check(): boolean {
    return true;
  }

  async run(seen: Seen, world: World): Promise<void> {
    const before = world.ledger.trail.length;
    let looked = before;
    world.watch = async () => {
      await expectLawful(seen, world, looked);
      looked = world.ledger.trail.length;
    };
    try {
      await this.act(world);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // What was refused has changed nothing.
      expect(world.ledger.trail).toHaveLength(before);
    }
    await world.watch();
  }

  toString(): string {
    return this.what;
  }
}

async function expectLawful(seen: Seen, world: World, before: number): Promise<void> {
  const everything = { publishers: null, state: null, stage: null, limit: 100, cursor: null };
  for (const now of (await world.ledger.list(everything)).items) {
    const last = seen.last.get(now.id);
    const written = world.ledger.trail.slice(before).filter(({ id }) => id === now.id);
    if (last === undefined) expect(keyOf(now)).toBe('intake/running');
    else if (keyOf(last) !== keyOf(now) || last.revision !== now.revision) {
      expect(isFinal(last)).toBe(false);
      expect(allowed).toContain(`${keyOf(last)} ${keyOf(now)}`);
      // A worker that died for the last time is buried by the claim itself; everything else has its one entry.
      if (now.state !== 'stopped') expect(written).toHaveLength(1);
      for (const { actor, action, to } of written) {
        expect(to).toBe(keyOf(now));
        expect(actor).not.toBe('');
        expect(action).not.toBe('');
      }
    }
    if (now.state === 'public' || now.stage === 'publish') await expectEarned(now, world);
    seen.last.set(now.id, now);
    seen.counts[keyOf(now)] = (seen.counts[keyOf(now)] ?? 0) + 1;
  }
}

/** Every check passed on these very bytes, what breaks is accepted by both sides, and enough people who did not upload it approved. */
async function expectEarned(
  { id, revision, digest, state }: Submission & { digest: string | null },
  { ledger }: World,
) {
  const timeline = (await ledger.timeline(id)).filter(entry => entry.revision === revision);
  const revisions = await ledger.revisions(id);
  const gate = await ledger.gate(id);
  expect(revisions.at(-1)?.package?.digest).toBe(digest);
  for (const stage of checks) {
    const newest = timeline.findLast(entry => entry.stage === stage);
    expect(newest).toMatchObject({ state: 'DONE', verdict: 'pass' });
    expect(newest?.report?.checks.length).toBeGreaterThan(0);
    expect(newest?.report?.checks.every(check => check.state === 'ran')).toBe(true);
  }
  for (const { acknowledged } of breakingChangesOf(timeline, revision, await ledger.acknowledgements(id))) {
    expect(acknowledged.submitter?.account).toBeDefined();
    expect(acknowledged.reviewer?.account).toBeDefined();
    expect(acknowledged.submitter?.account).not.toBe(acknowledged.reviewer?.account);
  }
  const counted = (await ledger.approvals(id)).filter(approval => approval.digest === digest);
  const valid = state === 'public' ? counted.filter(approval => approval.rulesetDigest === ruleset.digest) : counted;
  const people = new Set(valid.map(({ account }) => account));
  expect(people.size).toBeGreaterThanOrEqual(gate?.approvalsNeeded ?? 2);
  // Who uploads a revision after having approved an earlier one does not undo that one; on this one nobody who uploaded counts.
  const uploadedUpToNow = new Set(revisions.map(({ uploadedBy }) => uploadedBy));
  const others = [...people].filter(account => !uploadedUpToNow.has(account));
  expect(others.length).toBeGreaterThanOrEqual(gate?.approvalsNeeded ?? 2);
}

const submissions = fc.constantFrom('one', 'two');
const doing = (what: string, act: (world: World) => Promise<unknown>) => new Doing(what, act);

const open = submissions.map(id =>
  doing(`open ${id}`, ({ ledger }) =>
    ledger.open({
      id,
      publisher: 'acme',
      connector: id,
      profile: 'verified',
      uploadSha256: sha256(id),
      uploadName: 'a.zip',
      by: 'ada',
    }),
  ),
);
const work = fc
  .record({
    luck: fc.oneof({ weight: 4, arbitrary: fc.constant('pass' as const) }, fc.constantFrom(...lucks)),
    careful: fc.boolean(),
    aged: fc.nat(9).map(n => n === 0),
  })
  .map(({ luck, careful, aged }) =>
    doing(`work: ${luck}${careful ? ' careful' : ''}${aged ? ' aged' : ''}`, async world => {
      world.luck = luck;
      world.terms = {
        ...(careful ? { lane: 'careful' as const, approvalsNeeded: 2 } : {}),
        evidenceUntil: aged ? '2026-01-01T00:00:00.000Z' : '2999-01-01T00:00:00.000Z',
      };
      const step = await world.ledger.claim('worker', 30);
      if (step !== null) await world.work(step);
    }),
  );
/** On to where it is somebody else's turn: most lives have long quiet stretches. */
const workOn = fc.boolean().map(careful =>
  doing(`work on${careful ? ' careful' : ''}`, async world => {
    world.luck = 'pass';
    world.terms = careful ? { lane: 'careful', approvalsNeeded: 2 } : {};
    for (let n = 0; n < 6; n += 1) {
      const step = await world.ledger.claim('worker', 30);
      if (step !== null) await world.work(step);
      await world.watch();
    }
  }),
);
const loseWorker = fc.constant(null).map(() =>
  doing('a worker dies', async world => {
    const step = await world.ledger.claim('doomed', 30);
    if (step !== null) world.lost.push(step);
  }),
);
const stale = fc.constant(null).map(() =>
  doing('a worker thought dead comes back', async world => {
    world.luck = 'pass';
    const step = world.lost.shift();
    if (step !== undefined) await world.work(step);
  }),
);
const time = fc.integer({ min: -90_000, max: 90_000 }).map(seconds =>
  doing(`the clock jumps by ${seconds} s`, world => {
    world.now += seconds * 1000;
    return Promise.resolve();
  }),
);
const decideAs = fc
  .record({
    id: submissions,
    kind: fc.oneof(
      { weight: 10, arbitrary: fc.constant('approve' as const) },
      fc.constantFrom('return' as const, 'reject' as const),
    ),
    by: fc.constantFrom(...reviewers),
    about: fc.constantFrom('this', 'this', 'this', 'the revision before', 'the other one'),
    rules: fc.constantFrom(ruleset.digest, ruleset.digest, ruleset.digest, 'sha256:older'),
  })
  .map(({ id, kind, by, about, rules }) =>
    doing(`${by} decides to ${kind} ${id} looking at ${about} under ${rules}`, async ({ ledger, now }) => {
      const other = id === 'one' ? 'two' : 'one';
      const revisions = await ledger.revisions(about === 'the other one' ? other : id);
      const looked = revisions.at(about === 'the revision before' ? -2 : -1)?.package?.digest ?? 'sha256:none';
      const at = new Date(now).toISOString();
      return decide(id, { kind, comment: 'Seen.', digest: looked, rulesetDigest: rules, at }, personOf(by), { ledger });
    }),
  );
const reviseAs = fc
  .record({ id: submissions, by: fc.constantFrom(...uploaders), same: fc.boolean(), n: fc.nat(1000) })
  .map(({ id, by, same, n }) =>
    doing(`${by} revises ${id}${same ? ' with the same bytes' : ''}`, world => {
      if (!same) world.bytes = `other ${n}`;
      return revise(id, { bytes: Buffer.from('PK'), uploadName: 'a.zip', connection: null }, personOf(by), world.tools);
    }),
  );
const acknowledgeAs = fc.record({ id: submissions, by: fc.constantFrom(...reviewers) }).map(({ id, by }) =>
  doing(`${by} acknowledges ${id}`, async ({ ledger }) => {
    const digest = (await ledger.revisions(id)).at(-1)?.package?.digest ?? '';
    const request = { fingerprints: [sha256(`breaks ${id}`)], digest, comment: '' };
    return acknowledge(id, request, personOf(by), { ledger });
  }),
);
const retryIt = submissions.map(id => doing(`retry ${id}`, ({ ledger }) => retry(id, personOf('ada'), { ledger })));
const withdrawIt = fc.record({ id: submissions, meant: fc.nat(5) }).map(({ id, meant }) =>
  doing(meant === 0 ? `withdraw ${id}` : 'wait', async ({ ledger }) => {
    if (meant === 0) await withdraw(id, personOf('ada'), { ledger });
  }),
);

describe('the life of a submission', () => {
  it('comes to the public only by what was checked and approved, ends for good, and leaves its trail, whatever happens in whatever order', async () => {
    const counts: Record<string, number> = {};
    const often = [open, work, work, workOn, workOn, time, decideAs, decideAs, decideAs];
    const rarely = [loseWorker, stale, reviseAs, acknowledgeAs, acknowledgeAs, retryIt, withdrawIt];
    const everyLife = () =>
      fc.assert(
        fc.asyncProperty(fc.commands([...often, ...rarely], { maxCommands: 60, size: 'max' }), async commands => {
          await fc.asyncModelRun(
            () => ({ model: { last: new Map<string, Submission>(), counts }, real: new World() }),
            commands,
          );
        }),
        { numRuns: 200 },
      );
    const unseen = () => {
      const seen = Object.keys(counts);
      const wanted = ['publish/public', 'preview/rejected', 'preview/returned', 'compare/returned'];
      return [
        ...wanted.filter(state => !seen.includes(state)),
        ...(seen.some(state => state.endsWith('/stopped')) ? [] : ['stopped']),
      ];
    };

    // A model that never comes anywhere proves nothing. What 200 random lives miss by chance, a thousand do not.
    for (let batch = 0; batch === 0 || (batch < 5 && unseen().length > 0); batch += 1) await everyLife();
    expect(unseen()).toEqual([]);
  }, 120_000);
});
