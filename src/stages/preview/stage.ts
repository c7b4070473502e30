import type { ProfileName } from '../../core/finding.js';
import type { Catalog } from '../../core/ports/catalog.js';
import { gateOf } from '../../core/review.js';
import type { Gate, PromotionPolicy, ReviewPolicy, Risk } from '../../core/review.js';
import type { Stage, Subject } from '../../core/stage.js';
import { risksOf } from './risk.js';

/** What the gate decides by. */
export interface PreviewTools {
  readonly catalog: Catalog;
  readonly policy: ReviewPolicy;
  readonly promotion: PromotionPolicy;
  /** Whether connectors of this profile are their API owner's. */
  readonly isVerified: (profile: ProfileName) => boolean;
}

/**
 * The gate before the public: the version stands in the preview channel until reviewers approve, return or reject it, on terms that
 * follow from what is risky about it. Throws what the catalogue throws.
 */
export function previewStage(tools: PreviewTools): Stage {
  return {
    name: 'preview',
    kind: 'gate',
    offline: false,
    async run(subject) {
      const { publisher, connector, version } = subject.submission;
      const named = version === null ? `${publisher}/${connector}` : `${publisher}/${connector} ${version}`;
      const gate = await termsFor(subject, tools);
      const who = gate.approvalsNeeded === 1 ? 'a reviewer' : `${gate.approvalsNeeded} different reviewers`;
      const reason = `${named} stands in the preview channel and waits for ${who} to approve, return or reject it.`;
      return { kind: 'waiting', reason, gate };
    },
  };
}

async function termsFor(
  { submission, package: content, history }: Subject,
  { catalog, policy, promotion, isVerified }: PreviewTools,
): Promise<Gate> {
  if (content === null) throw new Error(`Submission ${submission.id} came to preview without a package`);
  const published = await catalog.published(submission.publisher, submission.connector);
  const findings = history.flatMap(({ report }) => report?.findings ?? []);
  const breaking = findings.filter(({ severity }) => severity === 'ack').length;
  const risks: Risk[] = risksOf(published?.content ?? null, content);
  if (breaking > 0) {
    risks.push({
      kind: 'breaking-change',
      detail: `It breaks what users of the public version do (${breaking} times).`,
    });
  }
  const evidence = history.flatMap(({ finishedAt }) => finishedAt ?? []).sort();
  const accepted = findings.some(({ severity, status }) => status === 'waived' || isHeavy(severity));
  const facts = {
    risks,
    minorUpdate: published !== null && sameMajor(published.version.version, submission.version) && breaking === 0,
    verified: isVerified(submission.profile),
    green: history.length > 0 && history.every(({ verdict }) => verdict === 'pass') && !accepted,
    // Without any evidence nothing is ever fresh.
    evidenceSince: evidence[0] ?? new Date(0).toISOString(),
  };
  return gateOf(facts, policy, promotion);
}

function isHeavy(severity: string): boolean {
  return severity === 'error' || severity === 'ratchet' || severity === 'ack';
}

/** Versions without a number for the major have none that could be the same. */
function sameMajor(before: string, after: string | null): boolean {
  const [, was] = /^v?(\d+)(?:[.+-]|$)/.exec(before) ?? [];
  const [, is] = /^v?(\d+)(?:[.+-]|$)/.exec(after ?? '') ?? [];
  return was !== undefined && was === is;
}
