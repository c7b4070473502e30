import type { Signer } from '../../core/certificate.js';
import type { Catalog } from '../../core/ports/catalog.js';
import type { PublicationIntent } from '../../core/ports/ledger.js';
import { problem } from '../../core/problems.js';
import type { Receipt } from '../../core/publication.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import type { Stage } from '../../core/stage.js';
import { certify } from './certify.js';
import type { Certified } from './certify.js';
import { planPublication } from './plan.js';
import { verifyCertificate } from './verify-certificate.js';

/** What publishing is done with. */
export interface PublishTools {
  readonly catalog: Catalog;
  readonly signer: Signer;
  readonly engine: EngineIdentity;
  /** The ruleset that lint judges by; an approval under another one does not count. */
  readonly ruleset: RulesetIdentity;
  /** Writes down what is about to be published, before anything is: {@link Ledger.intendPublication}. */
  readonly intend: (intent: PublicationIntent) => Promise<void>;
  readonly validityDays: number;
  /** Where the catalogue is, without credentials. */
  readonly target: string;
}

/** The effect that makes a certified package public. Running it twice has the effect of running it once, with the same receipt. */
export function publishStage({ catalog, signer, engine, ruleset, intend, validityDays, target }: PublishTools): Stage {
  return {
    name: 'publish',
    kind: 'effect',
    offline: false,
    async run(subject, signal) {
      const certified = certify(subject, ruleset);
      const { publisher, connector, version, digest } = certified;
      const standing = await catalog.standing(publisher, connector);
      const plan = planPublication(certified, standing, { engine, ruleset, validityDays }, signer);
      await intend({ target, publisher, connector, version, digest, submissionId: subject.submission.id });
      const receipt = await catalog.publish(plan, signal);
      assertCertifies(receipt, certified, signer);
      return { kind: 'done', receipt };
    },
  };
}

/** The certificate that stands there may be an earlier attempt's, so it is not compared but verified. Throws `publication-mismatch`. */
function assertCertifies({ certificate }: Receipt, certified: Certified, signer: Signer): void {
  const { publisher, connector, files, approvedAt } = certified;
  const { ok, results } = verifyCertificate(certificate, signer.keys, files, new Date(approvedAt));
  if (ok) return;
  const reason = results
    .filter(result => !result.ok)
    .map(result => result.detail.replace(/\.$/, ''))
    .join('; ');
  throw problem('publication-mismatch', {
    publisher,
    connector,
    reason: `the certificate there does not hold: ${reason}`,
  });
}
