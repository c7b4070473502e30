import { z } from 'zod';
import { certificateStates } from '../core/certificate-state.js';
import { deprecationPhases } from '../core/deprecation.js';
import type { Deprecation } from '../core/deprecation.js';
import { withdrawalSides } from '../core/ports/connectors.js';
import type { CertificateMark, PreviewVersion, Withdrawal } from '../core/ports/connectors.js';
import { severities } from '../core/finding.js';
import { recertificationCauses } from '../core/recertification.js';
import { stageNames } from '../core/stage-names.js';
import { verdicts } from '../core/verdict.js';
import { tiers } from '../core/tier.js';
import type { Grade } from '../core/tier.js';
import type {
  CatalogLine,
  ConnectorView,
  RecertificationLine,
  RecertificationView,
  VersionLine,
} from './connector-view.js';
import { drift, name, next, page, receipt, report, slug, submissionId, time } from './schemas.js';

// What callers send about public connectors, and what they are answered.

const words = (longest: number) => z.string().trim().min(1).max(longest);
const version = z.string().min(1).max(64);
const day = z.iso.date().describe('A day, YYYY-MM-DD, in UTC.');

export const connectorParams = z.strictObject({ publisher: slug, connector: slug });
export const badgeQuery = z.strictObject({
  show: z.enum(['tier']).optional().describe('`tier`: the tier as well, where it has one.'),
});
export const factParams = z.strictObject({ publisher: slug, connector: slug, id: z.uuid() });
export const connectorQuery = z.strictObject(page);
export const deprecationBody = name(
  'NewDeprecation',
  z.strictObject({
    versions: z
      .array(version)
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('Public versions; null for all, those that come later too.'),
    reason: words(2_000).describe('Users read it.'),
    from: day,
    endOfLife: day,
    replacement: z.strictObject({ publisher: slug, connector: slug }).nullable().default(null),
  }),
);
export const withdrawalBody = name(
  'NewWithdrawal',
  z.strictObject({ version, reason: words(2_000).describe('Users read it.') }),
);
export const recertificationBody = name('NewRecertification', z.strictObject({ version }));
export const consentBody = name('Consent', z.strictObject({ comment: z.string().trim().max(2_000).default('') }));
export const undoBody = name('Undo', z.strictObject({ reason: words(2_000) }));

const certificateMark = name(
  'CertificateState',
  z.strictObject({
    state: z.enum(certificateStates).describe('`near-end`: 30 days or less are left.'),
    issuedAt: time.nullable(),
    expiresAt: time.nullable(),
    rulesetDigest: z.string().nullable(),
  }) satisfies z.ZodType<CertificateMark>,
);
const deprecation = name(
  'Deprecation',
  z.strictObject({
    id: z.string(),
    versions: z.array(z.string()).nullable().describe('Null for all.'),
    reason: z.string(),
    from: z.string(),
    endOfLife: z.string(),
    replacement: z.strictObject({ publisher: z.string(), connector: z.string() }).nullable(),
    announcedAt: time,
    phase: z.enum(deprecationPhases),
  }) satisfies z.ZodType<Deprecation>,
);
const withdrawal = name(
  'Withdrawal',
  z.strictObject({
    id: z.string(),
    side: z.enum(withdrawalSides),
    reason: z.string(),
    since: time.nullable().describe('Null while the programme’s wish waits for a second person.'),
  }) satisfies z.ZodType<Withdrawal>,
);
const marks = {
  certificate: certificateMark.nullable().describe('Null in the preview channel.'),
  deprecation: deprecation.nullable().describe('The newest that stands, announced ones too.'),
  withdrawal: withdrawal.nullable(),
};
const grade = name(
  'Grade',
  z.strictObject({
    tier: z.enum(tiers).nullable().describe('Null for what is not certified now.'),
    next: z.enum(tiers).nullable().describe('Null for the highest.'),
    missing: z.array(z.string()).describe('What is missing for the next tier, a sentence each.'),
  }) satisfies z.ZodType<Grade>,
);
const judgement = {
  id: z.string(),
  at: time,
  cause: z
    .enum(recertificationCauses)
    .describe(
      '`rules`: other rules than it was judged by last; `near-end`: the end of its certificate; `asked`: somebody asked.',
    ),
  ruleset: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  verdict: z.enum(verdicts).describe('By intake and lint. `inconclusive`: it proves nothing, and is tried again.'),
  fault: z
    .enum(['yours', 'ours', 'upstream'])
    .nullable()
    .describe('Of an inconclusive one: whose fault that is. Null for all others.'),
  counts: z.record(z.enum(severities), z.int()).describe('Open findings by weight; waived ones do not count.'),
  blocking: z.int().describe('How many of them block.'),
};
const recertificationLine = name(
  'Recertification',
  z.strictObject({
    ...judgement,
    next: z.string().nullable().describe('What to do, for its publisher and those who decide.'),
    findings: z.string().nullable().describe('Where all findings are, for its publisher and those who decide.'),
  }) satisfies z.ZodType<RecertificationLine>,
);
export const stageReports = z.array(z.strictObject({ stage: z.enum(stageNames), report }));
export const recertificationView = name(
  'RecertificationReport',
  z.strictObject({
    publisher: z.string(),
    connector: z.string(),
    version: z.string(),
    digest: z.string(),
    submissionId,
    ...judgement,
    reason: z.string().nullable().describe('Of an inconclusive one: why it proves nothing.'),
    report: z.string().nullable().describe('Digest of the evidence; null where nothing could be judged.'),
    reports: stageReports.describe('Of intake and lint, as for a submission.'),
  }) satisfies z.ZodType<RecertificationView>,
);
const versionLine = name(
  'PublicVersion',
  z.strictObject({
    version: z.string(),
    digest: z.string(),
    submissionId,
    since: time,
    ...marks,
    certificate: certificateMark,
    grade,
    recertification: recertificationLine
      .nullable()
      .describe('The newest judgement of it by the rules of that day; null where none was made.'),
    recertificationAskedAt: time
      .nullable()
      .describe('When somebody asked for one that is to come, for its publisher and those who decide.'),
  }) satisfies z.ZodType<VersionLine>,
);
export const connectorView = name(
  'Connector',
  z.strictObject({
    publisher: z.string(),
    connector: z.string(),
    newest: z.string().nullable().describe('The version that stands: the newest that was not withdrawn.'),
    tier: z.enum(tiers).nullable().describe('Of that version.'),
    versions: z.strictObject({ items: z.array(versionLine).describe('Public ones, newest first.'), next }),
    preview: z
      .strictObject({ version: z.string(), digest: z.string(), submissionId, since: time })
      .nullable()
      .describe(
        'What waits in the preview channel, for those who may see it.',
      ) satisfies z.ZodType<PreviewVersion | null>,
    links: z.record(z.string(), z.string()),
  }) satisfies z.ZodType<ConnectorView>,
);
const channelEntry = name(
  'ChannelEntry',
  z.strictObject({
    publisher: z.string(),
    connector: z.string(),
    version: z.string(),
    digest: z.string(),
    submissionId,
    since: time,
    receipt: receipt.nullable(),
    ...marks,
    grade: grade.nullable().describe('Null in the preview channel.'),
    drift: drift
      .omit({ findings: true })
      .nullable()
      .describe('Set while the API of this version no longer does what was certified.'),
  }) satisfies z.ZodType<CatalogLine>,
);
export const channelPage = name('ChannelPage', z.strictObject({ items: z.array(channelEntry), next }));
