import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { preAuthenticationEncoding } from '../../core/certificate.js';
import type { Envelope, PublicKey, Signer } from '../../core/certificate.js';

/** An envelope larger than this is not read: ours have a few kilobytes. */
const longestEnvelope = 4 * 1024 * 1024;

const envelopeShape = z.object({
  payloadType: z.string().min(1).max(200),
  payload: z.base64(),
  signatures: z
    .array(z.object({ keyid: z.string().max(200), sig: z.base64() }))
    .min(1)
    .max(20),
});

/** What an envelope says, once it is known who signed it. */
export interface Opened {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** The trusted key that made one of the signatures; null when none did. */
  readonly signedBy: PublicKey | null;
}

/** Signs a payload: the text of its DSSE envelope. The same payload and key give the same text. */
export function sealEnvelope(payloadType: string, payload: Uint8Array, signer: Signer): string {
  const signature = signer.sign(signedBytes(payloadType, payload));
  const envelope: Envelope = {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: signer.keyid, sig: Buffer.from(signature).toString('base64') }],
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/**
 * Reads an envelope, or null when the text is none. Every key is tried on every signature: the `keyid` in it is only a hint that
 * anyone can write (DSSE protocol, "keyid MUST NOT be used for security decisions").
 */
export function openEnvelope(text: string, keys: readonly PublicKey[]): Opened | null {
  const envelope = envelopeShape.safeParse(parse(text));
  if (!envelope.success) return null;
  const { payloadType, signatures } = envelope.data;
  const payload = Buffer.from(envelope.data.payload, 'base64');
  const bytes = signedBytes(payloadType, payload);
  const signedBy = keys.find(key => signatures.some(({ sig }) => signed(bytes, key, Buffer.from(sig, 'base64'))));
  return { payloadType, payload, signedBy: signedBy ?? null };
}

function signedBytes(payloadType: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(preAuthenticationEncoding(payloadType, payload.length)), payload]);
}

function signed(bytes: Uint8Array, { publicKey }: PublicKey, signature: Uint8Array): boolean {
  return verify(null, bytes, createPublicKey(publicKey), signature);
}

function parse(text: string): unknown {
  if (text.length > longestEnvelope) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
