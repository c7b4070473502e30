import fc from 'fast-check';
import { MemoryLedger } from '../adapters/memory/ledger.js';
import type { Principal } from '../core/account.js';
import { missingSides } from '../core/acknowledgement.js';
import type { AcknowledgementSide } from '../core/acknowledgement.js';
import type { Finding } from '../core/finding.js';
import { Problem } from '../core/problems.js';
import { advance, revise } from '../core/submission.js';
import { acknowledge } from './acknowledge.js';
import { decide } from './decide.js';
import { gateWith } from '../../test/support/review.js';

const hex = (digit: string) => digit.repeat(64);
const fingerprints = ['1', '2', '3'].map(hex);
const breaking = (fingerprint: string): Finding => ({
  rule: 'breaking-operation-deleted',
  severity: 'ack',
  blocks: true,
  file: 'apiDefinition.swagger.json',
  line: 1,
  column: 1,
  pointer: '/paths',
  message: 'An operation is gone.',
  fix: 'Put it back.',
  docs: '',
  fingerprint,
  status: 'new',
});

const person = (id: string, roles: Principal['account']['roles'], publishers: readonly string[]): Principal => ({
  account: { id, name: id, roles, publishers },
  tokenId: id,
  scopes: roles.includes('reviewer') ? ['read', 'review'] : ['read', 'submit'],
});
const people = {
  submitter: person('submitter', ['submitter'], ['acme']),
  uploader: person('uploader', ['submitter'], ['acme']),
  reviewer: person('reviewer', ['reviewer'], []),
  stranger: person('stranger', ['submitter'], ['globex']),
  administrator: person('administrator', ['administrator'], []),
};
type Name = keyof typeof people;
const sides: Partial<Record<Name, AcknowledgementSide>> = {
  submitter: 'submitter',
  uploader: 'submitter',
  reviewer: 'reviewer',
};

const digestOf = (revision: number) => `sha256:${String(revision).padStart(64, '0')}`;

/** Brings the newest revision to the reviewers, with these findings of compare. */
async function reachPreview(ledger: MemoryLedger, found: readonly string[]): Promise<void> {
  for (;;) {
    const step = await ledger.claim('worker', 60);
    if (step === null) return;
    const report = {
      checks: [{ id: 'a', state: 'ran' as const }],
      findings: step.stage === 'compare' ? found.map(breaking) : [],
      evidence: [],
    };
    const accepted = step.stage === 'intake' ? { digest: digestOf(step.revision), files: [], version: '1.0.0' } : null;
    const outcome =
      step.stage === 'preview'
        ? ({ kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith() } as const)
        : ({ kind: 'checked', report, ...(accepted && { package: accepted }) } as const);
    const ending = { state: 'DONE', verdict: null, outcome, note: null, retryAfterSeconds: null } as const;
    await ledger.finish(step, { ...ending, package: accepted }, advance(step.submission, outcome, []));
  }
}

async function opened(found: readonly string[]): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  const upload = { uploadSha256: hex('a'), uploadName: 'a.zip', by: 'uploader' };
  await ledger.open({ id: 's', publisher: 'acme', connector: 'stock', profile: 'verified', ...upload });
  await reachPreview(ledger, found);
  return ledger;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Problem) return error.code;
      throw error;
    },
  );
const give = (ledger: MemoryLedger, who: Name, revision: number, which: readonly string[]) =>
  codeOf(acknowledge('s', { fingerprints: which, digest: digestOf(revision), comment: '' }, people[who], { ledger }));
const approve = (ledger: MemoryLedger, revision: number) => {
  const decision = { kind: 'approve', comment: '', digest: digestOf(revision), rulesetDigest: 'r', at: '' } as const;
  return codeOf(decide('s', decision, people.reviewer, { ledger }));
};

describe('pipeline/acknowledge', () => {
  it('lets a breaking change through once both sides have accepted it, and says before that who has not', async () => {
    const [one = '', two = ''] = fingerprints;
    const ledger = await opened([one, two]);
    const decision = { kind: 'approve', comment: '', digest: digestOf(1), rulesetDigest: 'r', at: '' } as const;

    expect(await give(ledger, 'submitter', 1, [one, two])).toBe('done');
    expect(await give(ledger, 'reviewer', 1, [one])).toBe('done');
    await expect(decide('s', decision, people.reviewer, { ledger })).rejects.toMatchObject({
      code: 'acknowledgement-missing',
      detail: 'Submission s is not acknowledged by the reviewer: An operation is gone.',
    });
    expect(await give(ledger, 'reviewer', 1, [two])).toBe('done');

    expect(await approve(ledger, 1)).toBe('done');
  });

  it.each([
    ['stranger', 'submission-not-found'],
    ['administrator', 'publisher-not-yours'],
  ] as const)('is refused to one who speaks for neither side: %s', async (who, code) => {
    expect(await give(await opened(fingerprints), who, 1, fingerprints)).toBe(code);
  });

  it('asks for the scope of the side', async () => {
    const ledger = await opened(fingerprints);
    const request = { fingerprints, digest: digestOf(1), comment: '' };
    for (const who of [people.submitter, people.reviewer]) {
      const narrow: Principal = { ...who, scopes: ['read'] };
      expect(await codeOf(acknowledge('s', request, narrow, { ledger }))).toBe('scope-missing');
    }
  });

  it('keeps the first yes of each side, however often it is given', async () => {
    const ledger = await opened(fingerprints);
    const given = ['submitter', 'submitter', 'uploader', 'reviewer', 'reviewer'] as const;
    await Promise.all(given.map(who => give(ledger, who, 1, fingerprints)));

    const kept = await ledger.acknowledgements('s');
    expect(kept).toHaveLength(6);
    expect(new Set(kept.map(({ account }) => account))).toEqual(new Set(['submitter', 'reviewer']));
  });

  it('holds over revisions exactly as long as the change is there, and never lets one through that lacks a side', async () => {
    const some = fc.subarray(fingerprints);
    const action = fc.oneof(
      fc.record({
        do: fc.constant('give' as const),
        who: fc.constantFrom(...(Object.keys(people) as Name[])),
        which: some,
        late: fc.boolean(),
      }),
      fc.record({ do: fc.constant('revise' as const), found: some }),
      fc.record({ do: fc.constant('approve' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(some, fc.array(action, { maxLength: 25 }), async (first, actions) => {
        const ledger = await opened(first);
        const model = new Set<string>();
        let found = first;
        let revision = 1;
        for (const next of actions) {
          if (next.do === 'revise') {
            revision += 1;
            found = next.found;
            await ledger.change('s', current => ({
              to: revise(current),
              actor: 'uploader',
              action: 'submission.revised',
              details: {},
              upload: { uploadSha256: hex('b'), uploadName: 'b.zip', by: 'uploader' },
              decision: null,
            }));
            await reachPreview(ledger, found);
          } else if (next.do === 'give') {
            const about = next.late ? revision - 1 : revision;
            const result = await give(ledger, next.who, about, next.which);
            const side = sides[next.who];
            const legal = side !== undefined && !next.late && next.which.every(one => found.includes(one));
            expect(result === 'done').toBe(legal);
            if (legal) for (const one of next.which) model.add(`${side} ${one}`);
          } else {
            const legal = found.every(one => model.has(`submitter ${one}`) && model.has(`reviewer ${one}`));
            expect((await approve(ledger, revision)) === 'done').toBe(legal);
            if (legal) return;
          }
          const kept = await ledger.acknowledgements('s');
          expect(new Set(kept.map(({ side, fingerprint }) => `${side} ${fingerprint}`))).toEqual(model);
          for (const fingerprint of fingerprints) {
            const of = kept.filter(one => one.fingerprint === fingerprint);
            expect(new Set(of.map(({ account }) => account)).size).toBe(of.length);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('core/acknowledgement', () => {
  it('names the sides that are missing', () => {
    expect(missingSides({ acknowledged: { submitter: null, reviewer: null } })).toEqual(['submitter', 'reviewer']);
  });
});
