import type { ClaimedStep } from '../../src/core/ports/ledger.js';
import type { TimelineEntry } from '../../src/core/step.js';
import type { Report } from '../../src/core/verdict.js';

/** A step as a worker claims it; name only what matters to the test. */
export function claimedStep(known: Partial<ClaimedStep> = {}): ClaimedStep {
  const { stage = 'lint' } = known;
  return {
    id: 'step-1',
    submissionId: 'submission-1',
    revision: 1,
    stage,
    state: 'LEASED',
    fence: 1,
    attempts: 1,
    submission: {
      id: 'submission-1',
      publisher: 'acme',
      connector: 'coyote',
      profile: 'verified',
      stage,
      state: 'running',
      revision: 1,
      version: null,
    },
    revisionRecord: {
      submissionId: 'submission-1',
      number: 1,
      uploadSha256: 'a'.repeat(64),
      uploadName: 'coyote.zip',
      uploadedBy: 'submitter',
      package: null,
    },
    history: [],
    approvals: [],
    waivers: [],
    ...known,
  };
}

/** What a stage has left in the history; name only what matters to the test. */
export function timelineEntry(known: Partial<TimelineEntry> = {}): TimelineEntry {
  const at = '2026-11-02T10:00:00.000Z';
  return {
    revision: 1,
    stage: 'intake',
    state: 'DONE',
    verdict: 'pass',
    report: null,
    receipt: null,
    note: null,
    attempts: 1,
    queuedAt: at,
    startedAt: at,
    finishedAt: at,
    ...known,
  };
}

/** A report in which one check ran and found nothing. */
export const passing: Report = { checks: [{ id: 'rule', state: 'ran' }], findings: [], evidence: [] };

/** A report in which one check blocks. */
export const failing: Report = {
  ...passing,
  findings: [
    {
      rule: 'rule',
      severity: 'error',
      blocks: true,
      message: 'It is wrong.',
      fix: 'Make it right.',
      docs: 'rules.md#rule',
      fingerprint: 'f'.repeat(64),
      status: 'new',
      file: 'README.md',
      line: 1,
      column: 1,
      pointer: null,
    },
  ],
};

/** A report whose only check did not run, for a reason and by somebody's fault. */
export function notRun(reason: string, fault: 'yours' | 'ours' | 'upstream'): Report {
  return { ...passing, checks: [{ id: 'rule', state: 'not-run', reason, fault }] };
}
