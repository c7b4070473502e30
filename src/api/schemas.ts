import { z } from 'zod';
import { roles, scopes } from '../core/account.js';
import type { Account, Publisher, Token } from '../core/account.js';
import { acknowledgementSides } from '../core/acknowledgement.js';
import { longestOperationId, mostOperations } from '../core/consumer.js';
import type { Consumer, Hits } from '../core/consumer.js';
import type { Changelog } from '../core/changelog.js';
import { commentRoles, commentVisibilities, mostWithDecision, resolutionKinds } from '../core/comment.js';
import type { Comment, CommentAnchor, CommentTarget, PlacedComment } from '../core/comment.js';
import { profiles, severities } from '../core/finding.js';
import { waiverScopes } from '../core/given-waiver.js';
import type { GivenWaiver } from '../core/given-waiver.js';
import { slugPattern } from '../core/package.js';
import type { Drift, MonitorRun, MonitorSummary } from '../core/ports/monitors.js';
import type { Receipt } from '../core/publication.js';
import { isMailAddress, longestMailAddress, mailStates, mailWishes } from '../core/mail.js';
import type { ListedMail, MailSettings } from '../core/mail.js';
import { fileChanges } from '../core/packet.js';
import type { Packet } from '../core/packet.js';
import { criterionNames } from '../core/promotion.js';
import type { Promotion } from '../core/promotion.js';
import { promiseStates } from '../core/ports/reviews.js';
import type { Assignment, PromiseClock, QueueLine } from '../core/ports/reviews.js';
import { testerVerdictKinds } from '../core/ports/testers.js';
import type { Invitation, PreviewUse, Tester, TesterVerdict } from '../core/ports/testers.js';
import { lanes, riskKinds } from '../core/review.js';
import type { Gate, Risk } from '../core/review.js';
import { stageNames } from '../core/stage-names.js';
import { stepStates } from '../core/step.js';
import { submissionStates } from '../core/submission.js';
import { verdicts } from '../core/verdict.js';
import type { PreviewAccess } from '../pipeline/preview-access.js';
import type { SignInBegun } from '../pipeline/sign-in.js';
import type { AcknowledgementView, BreakingChangeView, SubmissionLine, SubmissionView, TimelineLine } from './view.js';
import { urlOf } from '../core/url.js';
import { deliveryStates, webhookEvents } from '../core/webhook.js';
import type { Delivery, Webhook } from '../core/webhook.js';

/** Names of the schemas that the OpenAPI document lists under `components`. */
export const named = z.registry<{ id: string }>();

/** Gives a schema its name in the OpenAPI document. */
export function name<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  named.add(schema, { id });
  return schema;
}

// What callers send. Members that are not named here are refused.

export const slug = z.string().regex(slugPattern, { error: 'lower-case letters, digits and dashes, at most 63' });
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: 'sha256: and 64 hex digits' });
export const submissionId = z.uuid();
/** A line of plain text for people: no control characters, no blanks at the ends. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, { error: 'a single line of text' });
const secretValues = z.record(z.string().min(1).max(200), z.string().max(16_384));

/** Text of a form field that holds a JSON object of secret values. The values never appear in a fault. */
export const connectionField = z
  .string()
  .max(65_536)
  .transform((text, context) => {
    const values = secretValues.safeParse(jsonOrUndefined(text));
    if (values.success) return values.data;
    context.addIssue({ code: 'custom', message: 'a JSON object whose values are texts' });
    return z.NEVER;
  })
  .describe('JSON object: values of the connection parameters by name. Stored encrypted, and never given out.');

export const openingForm = z.strictObject({
  publisher: slug,
  connector: slug,
  connection: connectionField.optional(),
});
export const revisionForm = z.strictObject({ connection: connectionField.optional() });
/** Where a provider may send a browser back to: a page over TLS, or a program on the person's own machine (RFC 8252 §7.3). */
const redirectUrl = z
  .string()
  .max(2_000)
  .refine(isRedirectUrl, { error: 'an https URL, or http on 127.0.0.1, without a fragment' });
export const signInBody = name(
  'NewSignIn',
  z.strictObject({
    redirectUrl: redirectUrl.describe('Registered with the identity provider: there its answer arrives, in the query.'),
  }),
);
const answered = (longest: number) => z.string().min(1).max(longest);
export const signInAnswerBody = name(
  'SignInAnswer',
  z
    .strictObject({
      state: answered(2_000),
      code: answered(8_000).optional(),
      error: answered(2_000).optional(),
      errorDescription: answered(8_000).optional(),
    })
    .describe('The members of the provider’s answer, as its query has them.'),
);
/** Plain text of people: no control characters but tabs and line ends, and none that turn the order of characters around. */
const plainText = z
  .string()
  .max(10_000)
  .transform(text => text.replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .min(1)
      .regex(/^(?:[\t\n]|[^\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069])*$/u, {
        error: 'plain text without control characters',
      }),
  );
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/, { error: '64 hex digits' });
const commentTarget = name(
  'CommentTarget',
  z.discriminatedUnion('on', [
    z.strictObject({ on: z.literal('submission') }),
    z.strictObject({ on: z.literal('finding'), fingerprint }),
    z.strictObject({ on: z.literal('operation'), operationId: z.string().min(1).max(500) }),
    z.strictObject({
      on: z.literal('line'),
      file: z.string().min(1).max(500),
      line: z.int().min(1).max(10_000_000),
      digest: digest.describe('Digest of the package that was looked at: a line is one of exactly these bytes.'),
    }),
  ]) satisfies z.ZodType<CommentTarget>,
);
export const commentBody = name(
  'NewComment',
  z
    .strictObject({
      text: plainText,
      about: commentTarget.default({ on: 'submission' }),
      inReplyTo: z
        .uuid()
        .nullable()
        .default(null)
        .describe('The comment that is answered; the reply joins its thread.'),
      visibility: z.enum(commentVisibilities).default('all').describe('A reply has that of its thread.'),
    })
    .refine(({ inReplyTo, about }) => inReplyTo === null || about.on === 'submission', {
      path: ['about'],
      error: 'left out of a reply: it is about what its thread is',
    }),
);
export const waiverBody = name(
  'NewWaiver',
  z.strictObject({
    fingerprint,
    reason: plainText,
    expires: z.iso.date().describe('The last day on which it holds, in UTC; at most a year ahead.'),
    scope: z.enum(waiverScopes).default('submission'),
  }),
);
export const revocationBody = name('Revocation', z.strictObject({ reason: plainText }));
export const resolutionBody = name('Resolution', z.strictObject({ kind: z.enum(resolutionKinds) }));
export const decisionBody = name(
  'Decision',
  z
    .strictObject({
      kind: z.enum(['approve', 'return', 'reject']),
      digest: digest.describe('Digest of the package that was looked at: a decision is about exactly these bytes.'),
      comment: z
        .string()
        .trim()
        .max(10_000)
        .default('')
        .describe('Needed to return or reject: the submitter reads it.'),
      comments: z
        .array(z.strictObject({ text: plainText, about: commentTarget }))
        .max(mostWithDecision)
        .default([])
        .describe('Only to return: what is to be mended, place by place. Saved with the decision, or not at all.'),
    })
    .refine(({ kind, comments }) => kind === 'return' || comments.length === 0, {
      path: ['comments'],
      error: 'left out unless the decision is to return',
    })
    .refine(({ kind, comment }) => kind === 'approve' || comment !== '', {
      path: ['comment'],
      error: 'a sentence for the submitter when the decision is not to approve',
    }),
);
export const takeBody = name(
  'TakeOver',
  z.strictObject({
    from: z.uuid().nullable().default(null).describe('The account that you saw it with; null for nobody.'),
  }),
);
export const acknowledgementBody = name(
  'NewAcknowledgement',
  z.strictObject({
    fingerprints: z
      .array(z.string().regex(/^[0-9a-f]{64}$/, { error: '64 hex digits' }))
      .min(1)
      .max(1_000)
      .describe('Of the breaking changes that are accepted, as the submission lists them.'),
    digest: digest.describe('Digest of the package that was looked at.'),
    comment: z.string().trim().max(10_000).default(''),
  }),
);
export const testerBody = name('NewTester', z.strictObject({ account: z.uuid().describe('Who is to try it.') }));
export const testerVerdictBody = name(
  'NewTesterVerdict',
  z.strictObject({
    digest: digest.describe('Digest of the package that was tried: a verdict is about exactly these bytes.'),
    kind: z.enum(testerVerdictKinds),
    comment: z.string().trim().max(10_000).default('').describe('What was tried, and what came of it.'),
  }),
);
export const previewConnectionBody = name(
  'NewPreviewConnection',
  z.strictObject({
    connection: secretValues.describe(
      'Values of the connection parameters by name. Stored encrypted, for your own calls alone, and never given out.',
    ),
  }),
);
export const publisherBody = name('NewPublisher', z.strictObject({ slug, name: line(200), kind: z.enum(profiles) }));
export const accountBody = name(
  'NewAccount',
  z.strictObject({
    name: line(200),
    roles: z.array(z.enum(roles)).min(1).max(roles.length),
    publishers: z.array(slug).max(100).default([]),
  }),
);
export const webhookBody = name(
  'NewWebhook',
  z.strictObject({
    url: z
      .string()
      .min(1)
      .max(2_000)
      .describe('https, on a public address. It is posted to, and redirects are not followed.'),
    events: z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length),
  }),
);
export const watchConnectionBody = name(
  'NewWatchConnection',
  z.strictObject({
    connection: secretValues
      .refine(values => Object.keys(values).length > 0, { error: 'at least one value' })
      .refine(values => JSON.stringify(values).length <= 65_536, { error: 'at most 64 KiB' })
      .describe('Values of the connection parameters by name. Stored encrypted, and never given out.'),
  }),
);
export const consumerBody = name(
  'NewConsumer',
  z.strictObject({
    name: line(100).describe('What uses the connector; the publisher and reviewers see it.'),
    operations: z.array(line(longestOperationId)).min(1).max(mostOperations).describe('By operationId.'),
  }),
);
export const mailSettingsBody = name(
  'NewMailSettings',
  z
    .strictObject({
      address: z
        .string()
        .max(longestMailAddress)
        .refine(isMailAddress, { error: 'a mail address such as ada@example.com' })
        .nullable()
        .optional()
        .describe('Null takes it away. What is not named stays.'),
      wants: z
        .enum(mailWishes)
        .optional()
        .describe('`my-turn`: what you have to do yourself. `all`: also every change of your publishers’ submissions.'),
    })
    .refine(({ address, wants }) => address !== undefined || wants !== undefined, { error: 'an address or a wish' }),
);
export const tokenBody = name(
  'NewToken',
  z.strictObject({
    name: line(200),
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
    expiresInDays: z.int().min(1).max(365).default(30),
  }),
);

export const idParams = z.strictObject({ id: submissionId });
export const evidenceParams = z.strictObject({ id: submissionId, digest });
export const functionalReportQuery = z.strictObject({
  format: z
    .enum(['html', 'junit', 'json'])
    .default('json')
    .describe('`html`: a page for people. `junit`: XML for build servers. `json`: for programs.'),
});
export const testerParams = z.strictObject({ id: submissionId, account: z.uuid() });
export const gatewayParams = z.strictObject({
  publisher: slug,
  connector: slug,
  path: z
    .string()
    .max(8_000)
    .describe('Path of the operation as the definition has it, with its base path or without.'),
});
export const badgeParams = z.strictObject({ publisher: slug, connector: slug });
export const slugParams = z.strictObject({ slug });
export const anyIdParams = z.strictObject({ id: z.uuid() });
export const page = {
  limit: z.coerce.number<string>().int().min(1).max(100).default(50).describe('How many at most.'),
  cursor: z.string().max(500).optional().describe('`next` of the page before.'),
};
export const listQuery = z.strictObject({
  state: z.enum(submissionStates).optional(),
  stage: z.enum(stageNames).optional(),
  ...page,
});
export const pageQuery = z.strictObject(page);
export const commentQuery = z.strictObject({
  open: z.stringbool().default(false).describe('Only of threads that are open.'),
  ...page,
});
export const mailQuery = z.strictObject({ state: z.enum(mailStates).optional(), ...page });
export const queueQuery = z.strictObject({
  lane: z.enum(lanes).optional(),
  publisher: slug.optional(),
  promise: z.enum(promiseStates).optional().describe('`near`: the share of its promise has passed that escalates it.'),
  assigned: z.enum(['me', 'nobody']).optional(),
  ...page,
});
export const channelQuery = z.strictObject({ channel: z.enum(['preview', 'public']).default('public'), ...page });

// What the service answers. The compiler holds these against the types of core.

export const time = z.iso.datetime();
const finding = name(
  'Finding',
  z.strictObject({
    rule: z.string(),
    severity: z.enum(severities),
    blocks: z.boolean(),
    file: z.string(),
    line: z.int().nullable(),
    column: z.int().nullable(),
    pointer: z.string().nullable(),
    message: z.string(),
    operations: z
      .array(z.string())
      .optional()
      .describe('Only of compare: the operations that a change concerns; without it, all of them.'),
    fix: z.string(),
    docs: z.string(),
    fingerprint: z.string(),
    status: z.enum(['new', 'carried', 'waived']),
    waiver: z
      .strictObject({
        id: z.string().optional().describe('Of one that a reviewer gave to a submission; the programme’s have none.'),
        by: z.string(),
        reason: z.string(),
        until: z.iso.date(),
      })
      .optional()
      .describe('Of a waived one: what sets it aside.'),
  }),
);
const check = name(
  'CheckResult',
  z.union([
    z.strictObject({ id: z.string(), state: z.literal('ran') }),
    z.strictObject({
      id: z.string(),
      state: z.literal('not-run'),
      reason: z.string(),
      fault: z.enum(['yours', 'ours', 'upstream']),
    }),
  ]),
);
const changelog = name(
  'Changelog',
  z.strictObject({
    version: z.string().nullable(),
    source: z.enum(['generated', 'package']),
    text: z.string().describe('Markdown that a stranger wrote.'),
  }) satisfies z.ZodType<Changelog>,
);
export const report = name(
  'Report',
  z.strictObject({
    checks: z.array(check),
    findings: z.array(finding),
    evidence: z.array(z.string()),
    changelog: changelog.optional(),
  }),
);
export const receipt = name(
  'Receipt',
  z.strictObject({
    target: z.string(),
    commit: z.string(),
    mergeCommit: z.string(),
    folder: z.string(),
    certificate: z.string(),
  }) satisfies z.ZodType<Receipt>,
);
const timelineEntry = name(
  'TimelineEntry',
  z.strictObject({
    revision: z.int(),
    stage: z.enum(stageNames),
    state: z.enum(stepStates),
    verdict: z.enum(verdicts).nullable(),
    report: report.nullable(),
    receipt: receipt.nullable(),
    note: z.string().nullable(),
    attempts: z.int(),
    queuedAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    fault: z
      .enum(['yours', 'ours', 'upstream'])
      .nullable()
      .describe(
        'Whose fault it is that the step failed or is tried again: the connector’s, Assay’s, or another system’s.',
      ),
    durationMs: z.int().nullable().describe('From start to end; null until it has ended.'),
  }) satisfies z.ZodType<TimelineLine>,
);
const lineShape = {
  id: submissionId,
  publisher: z.string(),
  connector: z.string(),
  profile: z.string(),
  stage: z.enum(stageNames),
  state: z.enum(submissionStates),
  turn: z.enum(['ours', 'submitter', 'reviewer', 'operator', 'nobody']),
  revision: z.int(),
  version: z.string().nullable(),
  digest: z.string().nullable(),
  measuringSince: time.nullable().describe('Since when it waits for nothing but its own numbers, all approvals given.'),
  createdAt: time,
  updatedAt: time,
};
const submissionLine = name('SubmissionLine', z.strictObject(lineShape) satisfies z.ZodType<SubmissionLine>);
const acknowledgement = name(
  'Acknowledgement',
  z.strictObject({
    account: z.string(),
    name: z.string(),
    comment: z.string(),
    digest: z.string(),
    at: time,
  }) satisfies z.ZodType<AcknowledgementView>,
);
const hits = name(
  'Hits',
  z.strictObject({
    count: z.int(),
    first: z
      .array(
        z.strictObject({
          name: z.string(),
          operations: z
            .array(z.string())
            .describe('Those of its operations that break; none where the change concerns all.'),
        }),
      )
      .describe('The first twenty, by name.'),
  }) satisfies z.ZodType<Hits>,
);
const breakingChange = name(
  'BreakingChange',
  z.strictObject({
    fingerprint: z.string(),
    rule: z.string(),
    message: z.string(),
    submitter: acknowledgement.nullable(),
    reviewer: acknowledgement.nullable(),
    missing: z.array(z.enum(acknowledgementSides)),
    hits: hits.describe('The registered consumers that it hits.'),
  }) satisfies z.ZodType<BreakingChangeView>,
);
export const drift = name(
  'Drift',
  z.strictObject({
    id: z.string(),
    since: time,
    suspendedAt: time.nullable().describe('Set when the drift went on for longer than the programme bears.'),
    findings: z.array(z.string()).describe('What the newest of the failing runs found.'),
  }) satisfies z.ZodType<Drift>,
);
const monitorRun = name(
  'MonitorRun',
  z.strictObject({
    id: z.string(),
    revision: z.int(),
    digest: z.string(),
    channel: z.enum(['preview', 'public']),
    startedAt: time,
    finishedAt: time,
    verdict: z.enum(verdicts),
    calls: z.int().describe('Calls of the API.'),
    goodCalls: z.int().describe('Those of them that were answered as certified.'),
    p95Ms: z.int().nullable().describe('The 95th percentile of the time that an answer took.'),
    fault: z
      .enum(['yours', 'ours', 'upstream'])
      .nullable()
      .describe('Whose fault it is that the run proved nothing; null where it proved something.'),
    note: z.string().nullable().describe('What was found, or why nothing was proved, a sentence a line.'),
    evidence: z.string().nullable().describe('Digest of the record, which the evidence of the submission gives out.'),
  }) satisfies z.ZodType<MonitorRun>,
);
const monitorSummary = name(
  'MonitorSummary',
  z.strictObject({
    channel: z.enum(['preview', 'public']),
    nextAt: time.describe('When it runs next; a time that has passed means that it is due, or runs.'),
    runs: z.int().describe('Of this revision on this channel.'),
    passes: z.int(),
    inconclusive: z.int().describe('Runs that proved nothing: they count neither way.'),
    p95Ms: z.int().nullable().describe('Of the runs’ own 95th percentiles the 95th.'),
    last: monitorRun.nullable(),
    drift: drift.nullable(),
  }) satisfies z.ZodType<MonitorSummary>,
);
const promotion = name(
  'Promotion',
  z.strictObject({
    met: z.boolean().describe('True once nothing is missing.'),
    criteria: z.array(
      z.strictObject({
        name: z.enum(criterionNames),
        met: z.boolean(),
        is: z.number().nullable().describe('Null where there is nothing to measure it by; then it is not met.'),
        wanted: z.number(),
        moreRuns: z.int().nullable().describe('How many more passing runs would do, where runs are what is missing.'),
        sentence: z.string().describe('What is missing, or that nothing is.'),
      }),
    ),
    facts: z.strictObject({
      waitedMs: z.number(),
      passed: z.int(),
      failed: z.int(),
      inconclusive: z.int(),
      aged: z.int(),
      p95Ms: z.int().nullable(),
      openWarnings: z.int().nullable(),
      testersWorking: z.int(),
      testersFailing: z.int(),
    }),
  }) satisfies z.ZodType<Promotion>,
);
export const submissionView = name(
  'SubmissionView',
  z.strictObject({
    ...lineShape,
    next: z.string().describe('What happens next, or what you have to do, in a sentence.'),
    since: time.describe('Since when it is that turn.'),
    queue: z
      .strictObject({ position: z.int(), of: z.int() })
      .nullable()
      .describe('Place of the step among those that are due, 1 is next; null unless it waits for a worker.'),
    expected: z
      .strictObject({ fromMs: z.int(), toMs: z.int(), samples: z.int() })
      .nullable()
      .describe(
        'How long the stage, or the review, takes: median and 90th percentile of the last ones. Null when fewer than 5 are known, or when it is nobody’s work.',
      ),
    timeline: z.array(timelineEntry),
    receipt: receipt.nullable(),
    breakingChanges: z.array(breakingChange),
    changelog: changelog.nullable(),
    comments: z
      .strictObject({ all: z.int(), open: z.int().describe('Threads that are open.') })
      .describe('How many you may read.'),
    monitor: monitorSummary.nullable().describe('Null while nothing monitors it.'),
    promotion: promotion.nullable().describe('What its own numbers say; null unless it waits in preview.'),
  }) satisfies z.ZodType<SubmissionView>,
);
export const signInBegun = name(
  'SignInBegun',
  z.strictObject({
    url: z.string().describe('Where the person signs in.'),
    expiresAt: time,
  }) satisfies z.ZodType<SignInBegun>,
);
export const next = z.string().nullable().describe('Cursor of the next page; null on the last one.');
export const submissionPage = name('SubmissionPage', z.strictObject({ items: z.array(submissionLine), next }));
export const monitorRunPage = name('MonitorRunPage', z.strictObject({ items: z.array(monitorRun), next }));
const risk = name('Risk', z.strictObject({ kind: z.enum(riskKinds), detail: z.string() }) satisfies z.ZodType<Risk>);
const assignment = z.strictObject({ account: z.string(), name: z.string(), at: time }) satisfies z.ZodType<Assignment>;
const promiseClock = name(
  'PromiseClock',
  z.strictObject({
    hours: z.number(),
    usedHours: z.number().describe('Hours of our own time; it stands while it is the submitter’s turn.'),
    dueAt: time.describe('When the promise breaks, unless the turn passes to the submitter before.'),
    state: z.enum(promiseStates),
  }) satisfies z.ZodType<PromiseClock>,
);
export const queueLine = name(
  'QueueLine',
  z.strictObject({
    ...lineShape,
    lane: z.enum(lanes),
    risks: z.array(risk),
    promise: promiseClock,
    approvalsGiven: z.int(),
    approvalsNeeded: z.int(),
    assignment: assignment.nullable(),
  }) satisfies z.ZodType<QueueLine & SubmissionLine>,
);
const gate = z.strictObject({
  lane: z.enum(lanes),
  risks: z.array(risk),
  approvalsNeeded: z.int(),
  promiseHours: z.number(),
  escalateAtShare: z.number(),
  evidenceUntil: time.describe('Until then an approval is possible, and counts.'),
  promotion: z
    .strictObject({
      soakHours: z.number(),
      runs: z.int(),
      successLowerBound: z.number().nullable(),
      p95Ms: z.int().nullable(),
      openWarnings: z.int().nullable(),
      testersWorking: z.int(),
      evidenceDays: z.int().describe('Days after which a run is too old to count.'),
    })
    .describe('What its own numbers have to show, as it stood when it came to the gate.'),
}) satisfies z.ZodType<Gate>;
const byWhom = { account: z.string(), name: z.string(), at: time };
const commentAnchor = name(
  'CommentAnchor',
  z.discriminatedUnion('on', [
    z.strictObject({ on: z.literal('submission') }),
    z.strictObject({
      on: z.literal('finding'),
      fingerprint: z.string(),
      rule: z.string(),
      message: z.string(),
      stage: z.enum(stageNames),
      file: z.string(),
      line: z.int().nullable(),
      pointer: z.string().nullable(),
    }),
    z.strictObject({
      on: z.literal('operation'),
      operationId: z.string(),
      file: z.string(),
      line: z.int().nullable(),
      pointer: z.string(),
    }),
    z.strictObject({
      on: z.literal('line'),
      file: z.string(),
      line: z.int(),
      text: z.string().describe('What the line said.'),
      element: z
        .strictObject({ pointer: z.string(), stable: z.string(), lineOf: z.int() })
        .nullable()
        .describe('The JSON element that it belongs to; null where the file is not JSON.'),
    }),
  ]) satisfies z.ZodType<CommentAnchor>,
);
const commentShape = {
  id: z.string(),
  submissionId,
  revision: z.int().describe('The revision that its anchor is a place of.'),
  thread: z.string().nullable().describe('The comment that began the thread; null for that one.'),
  ...byWhom,
  role: z.enum(commentRoles),
  visibility: z.enum(commentVisibilities),
  text: z.string().describe('Plain text that a stranger wrote.'),
  anchor: commentAnchor.nullable().describe('What it is about; null for a reply, which is about what its thread is.'),
  resolved: z.strictObject(byWhom).nullable().describe('Who resolved its thread; null while that is open.'),
};
export const comment = name('Comment', z.strictObject(commentShape) satisfies z.ZodType<Comment>);
const placedComment = name(
  'PlacedComment',
  z.strictObject({
    ...commentShape,
    place: z
      .strictObject({
        standing: z
          .enum(['there', 'gone', 'unknown'])
          .describe('Gone and unknown (nobody has looked yet) come with the old place.'),
        file: z.string().nullable(),
        line: z.int().nullable(),
        pointer: z.string().nullable(),
      })
      .nullable()
      .describe('Where its subject stands in the newest revision; null for a reply.'),
  }) satisfies z.ZodType<PlacedComment>,
);
export const commentPage = name('CommentPage', z.strictObject({ items: z.array(placedComment), next }));
const waiverShape = {
  id: z.string(),
  submissionId,
  revision: z.int(),
  digest: z.string(),
  publisher: z.string(),
  connector: z.string(),
  scope: z.enum(waiverScopes),
  fingerprint: z.string(),
  rule: z.string(),
  file: z.string(),
  pointer: z.string().nullable(),
  message: z.string(),
  reason: z.string().describe('Plain text that a stranger wrote.'),
  ...byWhom,
  expires: z.iso.date().describe('The last day on which it holds, in UTC.'),
  revoked: z.strictObject({ ...byWhom, reason: z.string() }).nullable(),
};
export const waiver = name('Waiver', z.strictObject(waiverShape) satisfies z.ZodType<GivenWaiver>);
export const waiverPage = name('WaiverPage', z.strictObject({ items: z.array(waiver), next }));
const sortedFindings = z.strictObject({
  fixed: z.array(finding),
  new: z.array(finding),
  carried: z.array(finding),
  waived: z.array(finding),
});
const namedOperations = z.array(z.strictObject({ operationId: z.string(), method: z.string(), path: z.string() }));
const changedFiles = z.array(z.strictObject({ path: z.string(), change: z.enum(fileChanges) }));
export const packet = name(
  'Packet',
  z.strictObject({
    id: submissionId,
    revision: z.int(),
    digest: z.string().nullable(),
    gate: gate.nullable().describe('Null until the revision has come to the gate.'),
    promotion: promotion.nullable().describe('What its own numbers say; null unless it waits in preview.'),
    approvals: z.array(
      z.strictObject({
        account: z.string(),
        digest: z.string(),
        rulesetDigest: z.string(),
        at: time,
        void: z.string().nullable().describe('Why it does not count; null when it does.'),
      }),
    ),
    sincePublished: z
      .strictObject({
        version: z.string(),
        digest: z.string(),
        files: changedFiles,
        findings: z.array(finding).describe('What compare found.'),
        sorted: sortedFindings.describe('What the other stages find, beside what they found of the public version.'),
        operations: z
          .strictObject({ added: namedOperations, removed: namedOperations, changed: namedOperations })
          .nullable()
          .describe('Null where one of the two definitions cannot be read.'),
      })
      .nullable(),
    sinceRevision: z.strictObject({ revision: z.int(), files: changedFiles }).nullable(),
    findings: sortedFindings.describe('Beside those of the revision before.'),
    waivers: z.array(z.strictObject({ ...waiverShape, holds: z.boolean() })),
    comments: z.strictObject({
      open: z.int().describe('Threads that are open.'),
      newest: z.array(placedComment).describe('Of open threads.'),
    }),
    evidence: z.array(
      z.strictObject({
        stage: z.enum(stageNames),
        verdict: z.enum(verdicts).nullable(),
        evidence: z.array(z.string()),
        madeAt: time,
        ageDays: z.int(),
      }),
    ),
    strength: z
      .union([
        z.strictObject({
          operations: z.int(),
          tested: z.int(),
          documentedStatuses: z.int(),
          seenStatuses: z.int(),
          mutations: z.int(),
          noticed: z.int(),
        }),
        z.strictObject({ unreadable: z.string() }),
      ])
      .nullable(),
    hits: z.array(z.strictObject({ fingerprint: z.string(), message: z.string(), hits })),
  }) satisfies z.ZodType<Packet>,
);
export const queuePage = name('QueuePage', z.strictObject({ items: z.array(queueLine), next }));
export const publisher = name(
  'Publisher',
  z.strictObject({ slug: z.string(), name: z.string(), kind: z.enum(profiles) }) satisfies z.ZodType<Publisher>,
);
export const publisherList = name('PublisherList', z.strictObject({ items: z.array(publisher) }));
export const account = name(
  'Account',
  z.strictObject({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    publishers: z.array(z.string()),
  }) satisfies z.ZodType<Account>,
);
export const tester = name(
  'Tester',
  z.strictObject({
    account: z.string(),
    name: z.string(),
    invitedBy: z.string(),
    at: time.describe('Since when the account is invited.'),
    verdict: z.enum(testerVerdictKinds).nullable().describe('The verdict that counts; null while there is none.'),
  }) satisfies z.ZodType<Tester>,
);
export const testerPage = name('TesterPage', z.strictObject({ items: z.array(tester), next }));
export const testerVerdict = name(
  'TesterVerdict',
  z.strictObject({
    id: z.string(),
    account: z.string(),
    name: z.string(),
    revision: z.int(),
    digest: z.string(),
    kind: z.enum(testerVerdictKinds),
    comment: z.string(),
    at: time,
    counts: z.boolean().describe('True for the newest of a tester who is still invited, about the current bytes.'),
  }) satisfies z.ZodType<TesterVerdict>,
);
export const testerVerdictPage = name('TesterVerdictPage', z.strictObject({ items: z.array(testerVerdict), next }));
export const invitation = name(
  'Invitation',
  z.strictObject({
    submissionId: z.string(),
    publisher: z.string(),
    connector: z.string(),
    version: z.string().nullable(),
    digest: z.string().nullable(),
    stage: z.enum(stageNames),
    state: z.enum(submissionStates),
    invitedAt: time,
    verdict: z.enum(testerVerdictKinds).nullable().describe('Your own that counts; null while there is none.'),
  }) satisfies z.ZodType<Invitation>,
);
export const invitationPage = name('InvitationPage', z.strictObject({ items: z.array(invitation), next }));
export const previewAccess = name(
  'PreviewAccess',
  z.strictObject({
    submissionId: z.string(),
    publisher: z.string(),
    connector: z.string(),
    version: z.string().nullable(),
    digest: z.string().nullable(),
    stage: z.string(),
    state: z.string(),
    open: z.boolean().describe('Whether it can be called now.'),
    gateway: z.string().describe('Path that operations are called below.'),
    operations: z.array(
      z.strictObject({
        operationId: z.string(),
        method: z.string(),
        path: z.string(),
        summary: z.string().nullable(),
      }),
    ),
    connection: z
      .strictObject({ names: z.array(z.string()), held: z.boolean() })
      .describe('Your own: which values it takes, and whether one is held.'),
  }) satisfies z.ZodType<PreviewAccess>,
);
const previewUse = name(
  'PreviewUse',
  z.strictObject({
    account: z.string(),
    name: z.string(),
    revision: z.int(),
    calls: z.int(),
    goodCalls: z.int().describe('Answered with a status below 400.'),
    lastAt: time,
  }) satisfies z.ZodType<PreviewUse>,
);
export const previewUsePage = name('PreviewUsePage', z.strictObject({ items: z.array(previewUse), next }));
export const webhook = name(
  'Webhook',
  z.strictObject({
    id: z.string(),
    publisher: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    createdAt: time,
    failingSince: time.nullable().describe('Since when nothing was taken; null while the last delivery was.'),
    disabledAt: time.nullable().describe('Set when Assay gave up on it; enable it to be told again.'),
    disabledReason: z.string().nullable(),
  }) satisfies z.ZodType<Webhook>,
);
export const webhookList = name('WebhookList', z.strictObject({ items: z.array(webhook) }));
export const newWebhook = name(
  'WebhookWithSecret',
  z.strictObject({
    webhook,
    secret: z
      .string()
      .nullable()
      .describe('`whsec_…`, by which receivers prove signatures. Given this once; null in a repeated answer.'),
  }),
);
export const delivery = name(
  'Delivery',
  z.strictObject({
    id: z.string(),
    message: z.string().describe('The `webhook-id` that is sent: the same in every attempt and every replay.'),
    event: z.enum(webhookEvents),
    submissionId: z.string(),
    state: z.enum(deliveryStates),
    createdAt: time,
    dueAt: time.nullable().describe('When it is tried next; null unless it is due.'),
    attempts: z
      .array(
        z.strictObject({
          number: z.int(),
          endedAt: time,
          status: z.int().nullable(),
          failure: z.string().nullable(),
          answer: z.string().describe('The beginning of what the receiver answered, without secrets.'),
          ms: z.int(),
        }),
      )
      .describe('The newest ten, newest first.'),
  }) satisfies z.ZodType<Delivery>,
);
export const deliveryPage = name('DeliveryPage', z.strictObject({ items: z.array(delivery), next }));
export const consumer = name(
  'Consumer',
  z.strictObject({
    id: z.string(),
    publisher: z.string(),
    connector: z.string(),
    name: z.string(),
    operations: z.array(z.string()),
    createdAt: time,
    yours: z.boolean(),
  }) satisfies z.ZodType<Consumer>,
);
export const consumerPage = name('ConsumerPage', z.strictObject({ items: z.array(consumer), next }));
export const mailSettings = name(
  'MailSettings',
  z.strictObject({
    address: z.string().nullable(),
    wants: z.enum(mailWishes),
  }) satisfies z.ZodType<MailSettings>,
);
export const listedMail = name(
  'Mail',
  z.strictObject({
    id: z.string().describe('Also the first part of its Message-ID.'),
    account: z.string(),
    name: z.string(),
    state: z.enum(mailStates),
    attempts: z.int(),
    createdAt: time,
    dueAt: time.nullable().describe('When it is tried next; null unless it is due.'),
    failure: z.string().nullable().describe('Why the last attempt failed, in the words of the mail server.'),
  }) satisfies z.ZodType<ListedMail>,
);
export const mailPage = name('MailPage', z.strictObject({ items: z.array(listedMail), next }));
export const accountList = name('AccountList', z.strictObject({ items: z.array(account) }));
const token = name(
  'Token',
  z.strictObject({
    id: z.string(),
    account: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    expiresAt: time,
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
  }) satisfies z.ZodType<Token>,
);
export const tokenList = name('TokenList', z.strictObject({ items: z.array(token) }));
export const newToken = name(
  'TokenWithSecret',
  z.strictObject({
    token,
    secret: z
      .string()
      .nullable()
      .describe('Given this once, because only its hash is stored; null in a repeated answer.'),
  }),
);
export const principal = name(
  'Principal',
  z.strictObject({ account, scopes: z.array(z.enum(scopes)), token: z.strictObject({ id: z.string() }) }),
);
export const certificate = name(
  'Certificate',
  z
    .looseObject({ payloadType: z.string(), payload: z.string(), signatures: z.array(z.looseObject({})) })
    .describe('DSSE envelope around an in-toto statement.'),
);
export const functionalReport = name(
  'FunctionalReport',
  z
    .looseObject({
      kind: z.literal('assay.functional-report'),
      version: z.literal(1),
      verdict: z.enum(verdicts),
      totals: z.looseObject({}),
      operations: z.array(z.looseObject({ operationId: z.string(), status: z.string() })),
    })
    .describe(
      'The functional test of one package, by operation; docs/reference/functional-reports.md has every member.',
    ),
);
export const health = name('Health', z.strictObject({ alive: z.literal(true), version: z.string() }));
const part = z.strictObject({ ok: z.boolean(), needed: z.boolean(), detail: z.string() });
export const readiness = name('Readiness', z.strictObject({ ready: z.boolean(), parts: z.record(z.string(), part) }));
export const openapi = z.looseObject({ openapi: z.string() });

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRedirectUrl(text: string): boolean {
  const url = text.includes('#') ? null : urlOf(text);
  if (url === null) return false;
  const { protocol, hostname, username } = url;
  const local = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]');
  return username === '' && (protocol === 'https:' || local);
}
