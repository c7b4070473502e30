/** Whose fault an expected failure is: the caller's, ours, or a system's that we depend on. */
export type Fault = 'yours' | 'ours' | 'upstream';

type Context = Readonly<Record<string, string | number>>;

interface Entry {
  readonly fault: Fault;
  readonly title: string;
  readonly detail: (context: Context) => string;
  readonly fix: (context: Context) => string;
}

/** Every expected failure there is. A new one is one entry here; `docs/reference/problems.md` is made from this table. */
export const problems = {
  'submission-not-found': {
    fault: 'yours',
    title: 'There is no such submission.',
    detail: c => `No submission ${c.id} is visible to you.`,
    fix: () => 'Check the id; `assay status` lists the submissions you may see.',
  },
  'submission-not-waiting': {
    fault: 'yours',
    title: 'There is nothing to decide.',
    detail: c =>
      `Submission ${c.id} is at ${c.stage}, ${c.state}; a decision is possible only while it waits for a reviewer.`,
    fix: () => 'Look at its timeline with `assay status` and decide when it waits in preview.',
  },
  'submission-not-revisable': {
    fault: 'yours',
    title: 'This submission takes no new revision now.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}.`,
    fix: () =>
      'A revision is possible once it was returned, waits for review, or stopped. After it is final, open a new submission.',
  },
  'submission-not-stopped': {
    fault: 'yours',
    title: 'There is nothing to run again.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}; only a stopped stage can be run again.`,
    fix: () => 'Wait for the running stage, or upload a new revision.',
  },
  'submission-not-withdrawable': {
    fault: 'yours',
    title: 'This submission can no longer be withdrawn.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}.`,
    fix: () => 'What is being published or already final stays. Submit a corrected version instead.',
  },
  'submission-already-open': {
    fault: 'yours',
    title: 'This connector already has an open submission.',
    detail: c => `Submission ${c.id} for ${c.publisher}/${c.connector} is at ${c.stage}, ${c.state}.`,
    fix: c => `Upload a new revision of ${c.id}, or withdraw it first.`,
  },
  'four-eyes': {
    fault: 'yours',
    title: 'You may not approve this submission.',
    detail: c => `Four eyes: ${c.reason}`,
    fix: () => 'A reviewer who neither uploaded any revision of it nor belongs to its publisher has to decide.',
  },
  'decision-stale': {
    fault: 'yours',
    title: 'The decision is about bytes that are no longer current.',
    detail: c => `You decided on ${c.decided}; the submission now holds ${c.current}.`,
    fix: () => 'Look at the new revision and decide again.',
  },
  'blob-missing': {
    fault: 'ours',
    title: 'Stored bytes are missing.',
    detail: c => `The content-addressed store has no object ${c.sha256}.`,
    fix: () => 'Restore the store from its backup; the work goes on by itself afterwards.',
  },
  'blob-damaged': {
    fault: 'ours',
    title: 'Stored bytes are damaged.',
    detail: c => `The object ${c.sha256} no longer has the content that its name promises.`,
    fix: () => 'Restore the store from its backup; nothing was done with the damaged bytes.',
  },
  'storage-full': {
    fault: 'ours',
    title: 'There is no space left to store this.',
    detail: c => `Writing to ${c.place} failed: ${c.reason}.`,
    fix: () => 'Free space on that disk and try again; nothing was accepted.',
  },
} satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof problems;

/** An expected failure that we can explain. Thrown; every way in turns it into its own form of answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fault: Fault;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly context: Context;

  constructor(code: ProblemCode, context: Context, cause?: unknown) {
    const entry: Entry = problems[code];
    const detail = entry.detail(context);
    super(`${entry.title} ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.code = code;
    this.fault = entry.fault;
    this.title = entry.title;
    this.detail = detail;
    this.fix = entry.fix(context);
    this.context = context;
  }
}

/** Makes the problem with this code; `context` holds the values that its sentences name. */
export function problem(code: ProblemCode, context: Context = {}, cause?: unknown): Problem {
  return new Problem(code, context, cause);
}
