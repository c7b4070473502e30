import { createHash, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { PublicKey } from '../../core/certificate.js';

const keyShape = z.object({
  keyid: z.string(),
  algorithm: z.literal('ed25519'),
  publicKey: z.string().max(1000),
  createdAt: z.iso.datetime({ offset: true }).nullable().default(null),
  validUntil: z.iso.datetime({ offset: true }).nullable().default(null),
});

/** The bytes of a key's file in the catalogue. The same key gives the same bytes, so that two publications never disagree on it. */
export function publicKeyBytes({ keyid, algorithm, publicKey, createdAt, validUntil }: PublicKey): Uint8Array {
  return Buffer.from(`${JSON.stringify({ keyid, algorithm, publicKey, createdAt, validUntil }, null, 2)}\n`);
}

/**
 * Reads a key as the catalogue holds it (JSON), or a bare public key in PEM. Null when the text is neither, when it is not an
 * Ed25519 key, or when its `keyid` is not the hash of the key itself.
 */
export function parsePublicKey(text: string): PublicKey | null {
  if (text.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) {
    const keyid = keyidOf(text);
    return keyid === null ? null : { keyid, algorithm: 'ed25519', publicKey: text, createdAt: null, validUntil: null };
  }
  const key = keyShape.safeParse(parse(text));
  if (!key.success || keyidOf(key.data.publicKey) !== key.data.keyid) return null;
  return key.data;
}

/** SHA-256 in hex of the SubjectPublicKeyInfo of an Ed25519 key; null when the PEM holds no such key. */
function keyidOf(pem: string): string | null {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') return null;
    return createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex');
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
