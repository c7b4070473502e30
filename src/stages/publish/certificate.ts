import { certificatePredicate, statementMediaType, statementType } from '../../core/certificate.js';
import type { CertificateStatement, Signer } from '../../core/certificate.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import type { Certified } from './certify.js';
import { sealEnvelope } from './envelope.js';

const millisecondsPerDay = 86_400_000;

/** What a certificate says besides what was certified. */
export interface Terms {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  /** For how many days after the approval the certificate holds. */
  readonly validityDays: number;
}

/** The certificate of what was certified: the text of a DSSE envelope around an in-toto statement. Same input, same text. */
export function makeCertificate(certified: Certified, terms: Terms, signer: Signer): string {
  const payload = Buffer.from(JSON.stringify(statementOf(certified, terms)));
  return sealEnvelope(statementMediaType, payload, signer);
}

function statementOf(certified: Certified, { engine, ruleset, validityDays }: Terms): CertificateStatement {
  const { publisher, connector, version, profile, digest, hashes, verdicts, approvals, approvedAt } = certified;
  const expiresAt = new Date(Date.parse(approvedAt) + validityDays * millisecondsPerDay).toISOString();
  return {
    _type: statementType,
    subject: [{ name: `${publisher}/${connector}@${version}`, digest: { sha256: digest.slice('sha256:'.length) } }],
    predicateType: certificatePredicate,
    predicate: {
      publisher,
      connector,
      version,
      profile,
      engine: `${engine.name} ${engine.version}`,
      ruleset: { id: ruleset.id, version: ruleset.version, digest: ruleset.digest },
      files: hashes,
      verdicts,
      approvals: approvals.map(({ account, at, digest: of }) => ({ account, at, digest: of })),
      issuedAt: approvedAt,
      expiresAt,
    },
  };
}
