import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { PublicKey, Signer } from '../../src/core/certificate.js';
import type { Certified } from '../../src/stages/publish/certify.js';
import { packageOf } from '../../src/core/package-content.js';
import type { Subject } from '../../src/core/stage.js';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** A signer with a key of its own. */
export function makeSigner(retired: readonly PublicKey[] = []): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keyid = sha256(publicKey.export({ type: 'spki', format: 'der' }));
  const key: PublicKey = {
    keyid,
    algorithm: 'ed25519',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    createdAt: '2026-01-01T00:00:00.000Z',
    validUntil: null,
  };
  return { keyid, keys: [key, ...retired], sign: bytes => sign(null, bytes, privateKey) };
}

/** The files of a small package, with these added or changed. */
export function filesOf(changes: Readonly<Record<string, string | Uint8Array>> = {}): Map<string, Uint8Array> {
  const files = {
    'apiDefinition.swagger.json': '{ "swagger": "2.0" }\n',
    'apiProperties.json': '{}\n',
    'README.md': '# Widgets\n',
    ...changes,
  };
  return new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
}

export const terms = {
  engine: { name: 'assay', version: '0.1.0' },
  ruleset: { id: 'connector', version: '2026-01-01', digest: `sha256:${'b'.repeat(64)}` },
  validityDays: 365,
} as const;

export type CertifiedParts = Partial<Pick<Certified, 'publisher' | 'connector' | 'version' | 'files' | 'approvedAt'>>;

/** What the publish stage has certified: version 1.0.0 of acme/widgets, unless said otherwise. */
export function certifiedOf(parts: CertifiedParts = {}): Certified {
  const { files = filesOf(), approvedAt = '2026-02-03T04:05:06.789Z' } = parts;
  const { digest, files: hashes } = packageOf(files, sha256);
  const { ruleset } = terms;
  return {
    publisher: 'acme',
    connector: 'widgets',
    version: '1.0.0',
    profile: 'verified',
    ...parts,
    digest,
    files,
    hashes: hashes.map(file => ({ path: file.path, sha256: file.sha256 })),
    verdicts: (['intake', 'lint', 'compare', 'functional'] as const).map(stage => ({
      stage,
      verdict: 'pass',
      at: '2026-02-03T04:00:00.000Z',
      evidence: [],
    })),
    approvals: [{ account: 'rita', digest, rulesetDigest: ruleset.digest, comment: '', at: approvedAt }],
    approvedAt,
  };
}

/** A subject that stands at publish with everything in order: the same package as {@link certifiedOf} gives. */
export function subjectOf(): Subject {
  const content = packageOf(filesOf(), sha256);
  const { digest } = content;
  return {
    submission: {
      id: 's1',
      publisher: 'acme',
      connector: 'widgets',
      profile: 'verified',
      stage: 'publish',
      state: 'running',
      revision: 1,
      version: '1.0.0',
    },
    revision: {
      submissionId: 's1',
      number: 1,
      uploadSha256: '',
      uploadName: 'a.zip',
      uploadedBy: 'ada',
      package: content,
    },
    package: content,
    history: (['intake', 'lint', 'compare', 'functional'] as const).map(stage => ({
      revision: 1,
      stage,
      state: 'DONE',
      verdict: 'pass',
      report: { checks: [{ id: 'some-check', state: 'ran' }], findings: [], evidence: [] },
      receipt: null,
      note: null,
      attempts: 1,
      queuedAt: '2026-02-03T03:00:00.000Z',
      startedAt: '2026-02-03T03:30:00.000Z',
      finishedAt: '2026-02-03T04:00:00.000Z',
    })),
    approvals: [
      {
        account: 'rita',
        digest,
        rulesetDigest: terms.ruleset.digest,
        comment: '',
        at: '2026-02-03T04:05:06.789Z',
      },
    ],
  };
}
