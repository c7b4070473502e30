import type { Subject } from '../../src/core/stage.js';

/** What intake is run on: a first revision with this upload. */
export function intakeSubject(uploadSha256: string, uploadName = 'connector.zip'): Subject {
  const submissionId = '00000000-0000-4000-8000-000000000001';
  return {
    submission: {
      id: submissionId,
      publisher: 'contoso',
      connector: 'sample',
      profile: 'verified',
      stage: 'intake',
      state: 'running',
      revision: 1,
      version: null,
    },
    revision: { submissionId, number: 1, uploadSha256, uploadName, uploadedBy: 'tester', package: null },
    package: null,
    history: [],
    approvals: [],
  };
}
