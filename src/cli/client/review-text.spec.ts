import pico from 'picocolors';
import type { Packet } from '../../core/packet.js';
import type { QueueLine } from '../../core/ports/reviews.js';
import { failing } from '../../../test/support/claimed-step.js';
import { gateWith } from '../../../test/support/review.js';
import { packetText, queueText } from './review-text.js';

const plain = pico.createColors(false);

const line: QueueLine = {
  id: 'b2b6b0ff-5d3a-4d53-a8f7-2f3b0c1d2e3f',
  publisher: 'acme',
  connector: 'widgets',
  profile: 'verified',
  stage: 'preview',
  state: 'waiting',
  revision: 1,
  version: '1.1.0',
  digest: 'sha256:a',
  createdAt: '2026-02-03T04:00:00.000Z',
  updatedAt: '2026-02-03T04:00:00.000Z',
  measuringSince: null,
  lane: 'careful',
  risks: [],
  promise: { hours: 72, usedHours: 70.5, dueAt: '2026-02-06T04:00:00.000Z', state: 'near' },
  approvalsGiven: 1,
  approvalsNeeded: 2,
  assignment: { account: 'rita', name: 'Rita\u202e', at: '2026-02-03T04:00:00.000Z' },
};

const packet: Packet = {
  id: line.id,
  hits: [],
  revision: 2,
  digest: 'sha256:a',
  promotion: null,
  gate: gateWith({
    lane: 'careful',
    approvalsNeeded: 2,
    risks: [{ kind: 'new-host', detail: 'It sends data to b.example, which it did not.' }],
  }),
  approvals: [
    { account: 'rita', digest: 'sha256:b', rulesetDigest: 'sha256:r', at: '2026-02-03T04:00:00.000Z', void: 'Old.' },
  ],
  sincePublished: {
    version: '1.0.0',
    digest: 'sha256:c',
    files: [{ path: 'a\u001b[2J', change: 'added' }],
    findings: failing.findings,
    sorted: { fixed: [], new: [], carried: [...failing.findings], waived: [] },
    operations: { added: [{ operationId: 'GetRow\u202e', method: 'get', path: '/rows' }], removed: [], changed: [] },
  },
  sinceRevision: { revision: 1, files: [] },
  findings: { fixed: [], new: [...failing.findings], carried: [], waived: [] },
  evidence: [
    { stage: 'lint', verdict: 'pass', evidence: ['sha256:e'], madeAt: '2026-02-03T04:00:00.000Z', ageDays: 1 },
  ],
  strength: { operations: 4, tested: 3, documentedStatuses: 9, seenStatuses: 8, mutations: 100, noticed: 97 },
  waivers: [
    {
      id: 'w1',
      submissionId: line.id,
      revision: 1,
      digest: 'sha256:a',
      publisher: 'acme',
      connector: 'widgets',
      scope: 'connector',
      fingerprint: 'f'.repeat(64),
      rule: 'rule',
      file: 'README.md',
      pointer: null,
      message: 'It is wrong.',
      reason: 'A mark.\u001b[2J',
      account: 'rita',
      name: 'Rita',
      expires: '2026-12-31',
      at: '2026-02-03T04:00:00.000Z',
      revoked: null,
      holds: true,
    },
  ],
  comments: {
    open: 1,
    newest: [
      {
        id: 'c1',
        submissionId: line.id,
        revision: 1,
        thread: null,
        account: 'rita',
        name: 'Rita',
        role: 'reviewer',
        visibility: 'all',
        text: 'Why?\u001b[2J',
        anchor: { on: 'submission' },
        at: '2026-02-03T04:00:00.000Z',
        resolved: null,
        place: { standing: 'gone', file: 'README.md', line: 3, pointer: null },
      },
    ],
  },
};

describe('cli/client/review-text', () => {
  it('lists the queue with how each promise stands', () => {
    expect(queueText([line], plain)).toBe(
      `${line.id}  1 h left      careful  acme/widgets 1.1.0  1 of 2 approvals, with Rita\\u{202e}\n`,
    );
    expect(
      queueText([{ ...line, promise: { ...line.promise, usedHours: 72.5, state: 'broken' }, assignment: null }], plain),
    ).toBe(`${line.id}  30 min late   careful  acme/widgets 1.1.0  1 of 2 approvals, with nobody\n`);
  });

  it('says so when nothing waits', () => expect(queueText([], plain)).toBe('Nothing waits for a reviewer.\n'));

  it('shows a packet, and nothing of what is in it moves the terminal', () =>
    expect(packetText(packet, plain))
      .toBe(`lane: careful; needs 2 approvals, of different reviewers; evidence is good until 2999-01-01T00:00:00.000Z
  new-host  It sends data to b.example, which it did not.
  approved 2026-02-03T04:00:00.000Z by rita; void: Old.
since the public version 1.0.0:
  added    a\\u{1b}[2J
  operation added    GetRow\\u{202e}  get /rows
  findings: 0 fixed, 0 new, 1 carried, 0 waived
  rule  It is wrong.
since revision 1:
  no file differs
findings: 0 fixed, 1 new, 0 carried, 0 waived
  ffffffffffff  rule  It is wrong.
waivers:
  until 2026-12-31  connector  rule  It is wrong.  Rita: A mark.\\u{1b}[2J
comments: 1 open thread
  reviewer Rita says README.md:3 (no longer there): Why?\\u{1b}[2J
tests: 3 of 4 operations called, 8 of 9 documented answers seen, 97 of 100 ways of being wrong noticed
evidence:
  lint  1 day old  sha256:e
`));
});
