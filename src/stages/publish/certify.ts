import type { Approval } from '../../core/approval.js';
import type { CertifiedVerdict } from '../../core/certificate.js';
import type { ProfileName } from '../../core/finding.js';
import { packageOf } from '../../core/package-content.js';
import { problem } from '../../core/problems.js';
import type { Problem } from '../../core/problems.js';
import type { RulesetIdentity } from '../../core/ruleset.js';
import type { Subject } from '../../core/stage.js';
import type { StageName } from '../../core/stage-names.js';
import { verdictOf } from '../../core/verdict.js';
import { sha256 } from './sha256.js';

/** The stages whose verdicts a certificate rests on. Fixed here, so that a table with a stage missing certifies nothing. */
export const certifyingStages = ['intake', 'lint', 'compare', 'functional'] as const satisfies readonly StageName[];

/** What was certified, by whom, and on what grounds: all that a publication is made of. */
export interface Certified {
  readonly publisher: string;
  readonly connector: string;
  readonly version: string;
  readonly profile: ProfileName;
  readonly digest: string;
  /** Path inside the package → bytes, hashed again. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly hashes: readonly { readonly path: string; readonly sha256: string }[];
  readonly verdicts: readonly CertifiedVerdict[];
  readonly approvals: readonly [Approval, ...Approval[]];
  /** When the last approval was given, RFC 3339 in UTC: every date of the publication is made of it. */
  readonly approvedAt: string;
}

/**
 * Proves that a subject may become public: its bytes hash to the digest, every check of this revision passed with a report that says
 * so, and a reviewer approved exactly this digest under exactly this ruleset. Throws `publication-not-certified`.
 */
export function certify(subject: Subject, ruleset: RulesetIdentity): Certified {
  const { submission, revision } = subject;
  const refuse = (reason: string): Problem =>
    problem('publication-not-certified', {
      publisher: submission.publisher,
      connector: submission.connector,
      revision: revision.number,
      reason,
    });
  if (revision.submissionId !== submission.id || revision.number !== submission.revision) {
    throw refuse(`it is not the submission’s newest revision, ${submission.revision}`);
  }
  if (submission.version === null) throw refuse('its version is not known');
  const { files, hashes, digest } = judgedPackage(subject, refuse);
  const approvals = approvalsOf(subject, digest, ruleset, refuse);
  return {
    publisher: submission.publisher,
    connector: submission.connector,
    version: submission.version,
    profile: submission.profile,
    digest,
    files,
    hashes,
    verdicts: certifyingStages.map(stage => verdictAt(subject, stage, refuse)),
    approvals,
    approvedAt: new Date(Math.max(...approvals.map(approval => Date.parse(approval.at)))).toISOString(),
  };
}

function judgedPackage({ revision, package: content }: Subject, refuse: (reason: string) => Problem) {
  if (content === null || revision.package === null) throw refuse('no package was accepted');
  const files = new Map<string, Uint8Array>();
  for (const { path } of content.files) {
    const bytes = content.read(path);
    if (bytes === undefined) throw refuse(`the bytes of ${path} are missing`);
    files.set(path, bytes);
  }
  const { digest, files: hashes } = packageOf(files, sha256);
  if (digest !== revision.package.digest || digest !== content.digest) {
    throw refuse(`its bytes hash to ${digest}, but ${revision.package.digest} was judged`);
  }
  return { files, digest, hashes: hashes.map(file => ({ path: file.path, sha256: file.sha256 })) };
}

function verdictAt(
  { history, revision }: Subject,
  stage: StageName,
  refuse: (reason: string) => Problem,
): CertifiedVerdict {
  const entry = history.findLast(
    ({ stage: of, state, revision: on }) => of === stage && state === 'DONE' && on === revision.number,
  );
  if (entry === undefined) throw refuse(`${stage} has not run on it`);
  if (entry.verdict !== 'pass' || entry.report === null || verdictOf(entry.report) !== 'pass') {
    throw refuse(`${stage} gave ${entry.verdict ?? 'no verdict'}`);
  }
  if (entry.finishedAt === null) throw refuse(`${stage} has no time of its end`);
  return { stage, verdict: 'pass', at: entry.finishedAt, evidence: entry.report.evidence };
}

function approvalsOf(
  subject: Subject,
  digest: string,
  ruleset: RulesetIdentity,
  refuse: (reason: string) => Problem,
): readonly [Approval, ...Approval[]] {
  const ofDigest = subject.approvals.filter(approval => approval.digest === digest);
  if (ofDigest.length === 0) throw refuse(`nobody approved ${digest}`);
  const [first, ...rest] = ofDigest
    .filter(approval => approval.rulesetDigest === ruleset.digest)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.account < b.account ? -1 : 1));
  if (first === undefined) throw refuse(`it was approved under another ruleset than ${ruleset.digest}`);
  if ([first, ...rest].some(approval => Number.isNaN(Date.parse(approval.at)))) throw refuse('an approval has no time');
  return [first, ...rest];
}
