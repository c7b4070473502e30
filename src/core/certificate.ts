import type { Approval } from './approval.js';
import type { ProfileName } from './finding.js';
import type { StageName } from './stage-names.js';

/** Media type of what the envelope signs: an in-toto Statement, version 1. */
export const statementMediaType = 'application/vnd.in-toto+json';
export const statementType = 'https://in-toto.io/Statement/v1';
/** Names our predicate. A URN, because the project answers for no domain. */
export const certificatePredicate = 'urn:assay:certificate:v1';

/** The stage verdicts behind a certificate, each with the evidence that proves it. */
export interface CertifiedVerdict {
  readonly stage: StageName;
  readonly verdict: 'pass';
  readonly at: string;
  readonly evidence: readonly string[];
}

/** Signed: this digest, these verdicts, this ruleset, these approvers, until this date. */
export interface CertificateStatement {
  readonly _type: typeof statementType;
  readonly subject: readonly [{ readonly name: string; readonly digest: { readonly sha256: string } }];
  readonly predicateType: typeof certificatePredicate;
  readonly predicate: {
    readonly publisher: string;
    readonly connector: string;
    readonly version: string;
    readonly profile: ProfileName;
    readonly engine: string;
    readonly ruleset: { readonly id: string; readonly version: string; readonly digest: string };
    readonly files: readonly { readonly path: string; readonly sha256: string }[];
    readonly verdicts: readonly CertifiedVerdict[];
    readonly approvals: readonly Pick<Approval, 'account' | 'at' | 'digest'>[];
    readonly issuedAt: string;
    readonly expiresAt: string;
  };
}

/** DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the exact bytes that were signed. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** What DSSE signs: the pre-authentication encoding of type and body, so that neither can be read as the other. */
export function preAuthenticationEncoding(payloadType: string, payloadLength: number): string {
  return `DSSEv1 ${new TextEncoder().encode(payloadType).length} ${payloadType} ${payloadLength} `;
}

/** The public half of a key that signs certificates, as the catalogue's `keys/<keyid>.json` holds it. */
export interface PublicKey {
  /** SHA-256 in hex of the key's SubjectPublicKeyInfo in DER. A name to find a key by; never a reason to trust it. */
  readonly keyid: string;
  readonly algorithm: 'ed25519';
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
  /** RFC 3339; null where it is not known. */
  readonly createdAt: string | null;
  /** RFC 3339: what the key signed for a later date does not count. Null while the key is in use. */
  readonly validUntil: string | null;
}

/** What signs certificates. Ed25519 gives the same signature for the same bytes, so a repeated publication is the same. */
export interface Signer {
  readonly keyid: string;
  /** This key's public half first, then those of retired keys whose signatures still count. */
  readonly keys: readonly [PublicKey, ...PublicKey[]];
  /** The Ed25519 signature (64 bytes) of these bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}
