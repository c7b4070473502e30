import { z } from 'zod';
import { certificatePredicate, statementMediaType, statementType } from '../../core/certificate.js';
import type { CertificateStatement, PublicKey } from '../../core/certificate.js';
import { packageOf } from '../../core/package-content.js';
import { stageNames } from '../../core/stage-names.js';
import { certifyingStages } from './certify.js';
import { openEnvelope } from './envelope.js';
import type { Opened } from './envelope.js';
import { sha256 } from './sha256.js';

/** What verifying looks at, in this order. A check that could not be made because an earlier one failed is not ok. */
export const verifications = [
  'envelope',
  'payload-type',
  'signature',
  'predicate-type',
  'files',
  'digest',
  'verdicts',
  'approval',
  'expiry',
] as const;
export type VerificationName = (typeof verifications)[number];

/** One thing that was looked at: whether it holds, and a sentence that says what was found. */
export interface Verification {
  readonly name: VerificationName;
  readonly ok: boolean;
  readonly detail: string;
}

export interface VerifiedCertificate {
  /** True only when every verification holds. */
  readonly ok: boolean;
  readonly results: readonly Verification[];
  /** What the certificate says, null when it cannot be read. Believe it only when {@link ok} is true. */
  readonly statement: CertificateStatement | null;
}

const time = z.iso.datetime({ offset: true });
const hexHash = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const statementShape = z.object({
  _type: z.literal(statementType),
  subject: z.tuple([z.object({ name: z.string(), digest: z.object({ sha256: hexHash }) })]),
  predicateType: z.literal(certificatePredicate),
  predicate: z.object({
    publisher: z.string(),
    connector: z.string(),
    version: z.string(),
    profile: z.string(),
    engine: z.string(),
    ruleset: z.object({ id: z.string(), version: z.string(), digest: z.string() }),
    files: z.array(z.object({ path: z.string(), sha256: hexHash })).min(1),
    verdicts: z
      .array(
        z.object({
          stage: z.enum(stageNames),
          verdict: z.literal('pass'),
          at: z.string(),
          evidence: z.array(z.string()),
        }),
      )
      .min(1),
    approvals: z.array(z.object({ account: z.string(), at: z.string(), digest })).min(1),
    issuedAt: time,
    expiresAt: time,
  }),
});

/**
 * Verifies a certificate offline: `text` is the envelope's file, `keys` are the keys that the caller trusts, `files` the package as it
 * was received (path inside the package → bytes), `now` the time to judge expiry by. Never throws about what is in them.
 */
export function verifyCertificate(
  text: string,
  keys: readonly PublicKey[],
  files: ReadonlyMap<string, Uint8Array>,
  now: Date,
): VerifiedCertificate {
  const opened = openEnvelope(text, keys);
  const statement = opened === null ? null : readStatement(opened.payload);
  const results = [
    envelopeHolds(opened),
    payloadTypeHolds(opened),
    signatureHolds(opened, keys, statement),
    predicateHolds(opened, statement),
    ...(statement === null ? unreadable : contentHolds(statement, files, now)),
  ];
  return { ok: results.every(result => result.ok), results, statement };
}

/** What depends on the statement when there is none that can be read. */
const unreadable: readonly Verification[] = verifications
  .slice(verifications.indexOf('files'))
  .map(name => ({ name, ok: false, detail: 'Not verified: the statement cannot be read.' }));

function envelopeHolds(opened: Opened | null): Verification {
  const detail = opened === null ? 'This is not a DSSE envelope.' : 'It is a DSSE envelope.';
  return { name: 'envelope', ok: opened !== null, detail };
}

function payloadTypeHolds(opened: Opened | null): Verification {
  const ok = opened?.payloadType === statementMediaType;
  const found = opened === null ? 'nothing' : JSON.stringify(opened.payloadType);
  return {
    name: 'payload-type',
    ok,
    detail: ok ? `It holds ${statementMediaType}.` : `It has to hold ${statementMediaType}; it says ${found}.`,
  };
}

function signatureHolds(
  opened: Opened | null,
  keys: readonly PublicKey[],
  statement: CertificateStatement | null,
): Verification {
  const fails = (detail: string): Verification => ({ name: 'signature', ok: false, detail });
  if (keys.length === 0) return fails('No trusted key was given.');
  if (!opened?.signedBy) {
    return fails(
      `None of the ${keys.length} trusted keys made its signature: it was altered, or signed by another key.`,
    );
  }
  const { keyid, validUntil } = opened.signedBy;
  const issued = statement?.predicate.issuedAt;
  if (validUntil !== null && (issued === undefined || Date.parse(issued) > Date.parse(validUntil))) {
    return fails(`Key ${keyid} was retired at ${validUntil}, before this was signed.`);
  }
  return { name: 'signature', ok: true, detail: `Signed by key ${keyid}.` };
}

function predicateHolds(opened: Opened | null, statement: CertificateStatement | null): Verification {
  if (statement !== null) return { name: 'predicate-type', ok: true, detail: `It is a ${certificatePredicate}.` };
  const found = opened === null ? undefined : predicateTypeIn(opened.payload);
  const detail =
    found === certificatePredicate
      ? `It calls itself ${certificatePredicate} but lacks what one has to say.`
      : `It has to be a ${certificatePredicate}; it says ${JSON.stringify(found ?? null)}.`;
  return { name: 'predicate-type', ok: false, detail };
}

function contentHolds(
  { subject, predicate }: CertificateStatement,
  files: ReadonlyMap<string, Uint8Array>,
  now: Date,
): Verification[] {
  const actual = packageOf(files, sha256);
  const certified = `sha256:${subject[0].digest.sha256}`;
  const differences = differencesBetween(predicate.files, actual.files);
  const stages = predicate.verdicts.map(({ stage }) => stage);
  const missing = certifyingStages.filter(stage => !stages.includes(stage));
  const approvers = predicate.approvals.filter(approval => approval.digest === certified);
  return [
    {
      name: 'files',
      ok: differences.length === 0,
      detail:
        differences.length === 0
          ? `All ${actual.files.length} files are the certified ones.`
          : `The files differ: ${differences.slice(0, 10).join(', ')}.`,
    },
    {
      name: 'digest',
      ok: actual.digest === certified,
      detail:
        actual.digest === certified
          ? `The files hash to ${certified}.`
          : `The files hash to ${actual.digest}; certified is ${certified}.`,
    },
    {
      name: 'verdicts',
      ok: missing.length === 0,
      detail: missing.length === 0 ? `Passed: ${stages.join(', ')}.` : `No pass of ${missing.join(', ')}.`,
    },
    {
      name: 'approval',
      ok: approvers.length > 0,
      detail:
        approvers.length > 0
          ? `Approved by ${approvers.map(({ account }) => account).join(', ')}.`
          : 'Nobody approved this digest.',
    },
    {
      name: 'expiry',
      ok: now.getTime() <= Date.parse(predicate.expiresAt),
      detail:
        now.getTime() <= Date.parse(predicate.expiresAt)
          ? `Valid until ${predicate.expiresAt}.`
          : `It expired at ${predicate.expiresAt}.`,
    },
  ];
}

type NamedHash = { readonly path: string; readonly sha256: string };

function differencesBetween(certified: readonly NamedHash[], actual: readonly NamedHash[]): string[] {
  const expected = new Map(certified.map(({ path, sha256: hash }) => [path, hash]));
  const changed = actual.flatMap(({ path, sha256: hash }) => {
    if (!expected.has(path)) return [`${JSON.stringify(path)} is not certified`];
    return expected.get(path) === hash ? [] : [`${JSON.stringify(path)} was changed`];
  });
  const present = new Set(actual.map(({ path }) => path));
  const missing = [...expected.keys()].filter(path => !present.has(path));
  return [...changed, ...missing.map(path => `${JSON.stringify(path)} is missing`)];
}

function readStatement(payload: Uint8Array): CertificateStatement | null {
  const read = statementShape.safeParse(parse(payload));
  return read.success ? read.data : null;
}

function predicateTypeIn(payload: Uint8Array): unknown {
  const named = z.object({ predicateType: z.string().max(200) }).safeParse(parse(payload));
  return named.success ? named.data.predicateType : undefined;
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}
