import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PublicKey, Signer } from '../../core/certificate.js';
import { problem } from '../../core/problems.js';

/** Our key is one line of base64; retired public keys may follow. A larger file is not ours. */
const longestFile = 64 * 1024;

/** A PEM block (RFC 7468). */
const block = /-----BEGIN (PRIVATE|PUBLIC) KEY-----\s[A-Za-z0-9+/=\s]+-----END \1 KEY-----/g;

/** A signer that shows its public half as well. */
export interface SigningKey extends Signer {
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
}

/**
 * The Ed25519 key that signs certificates, from a PEM file that only its owner may read; made when the file does not exist. Two
 * processes that start at once end up with the same key. Public keys further down in the file are those of retired keys: what they
 * signed still counts, until the line `Retired: <RFC 3339>` above them says otherwise. Throws `signing-key-unusable`.
 */
export async function openSigningKey(path: string, now: Date): Promise<SigningKey> {
  await createIfAbsent(path, now).catch(error => {
    throw unusable(path, `it cannot be made: ${reasonOf(error)}`, error);
  });
  return parseSigningKey(path, await readPrivately(path));
}

function parseSigningKey(path: string, text: string): SigningKey {
  const blocks = blocksOf(text);
  const [own, ...more] = blocks.filter(({ kind }) => kind === 'PRIVATE');
  if (own === undefined || more.length > 0) throw unusable(path, 'it has to hold exactly one private key');
  const privateKey = keyIn(path, () => createPrivateKey(own.pem));
  const key = publicKeyOf(createPublicKey(privateKey), dated(own.explanation, 'Created'), null);
  const retired = blocks
    .filter(({ kind }) => kind === 'PUBLIC')
    .map(({ pem, explanation }) => {
      const object = keyIn(path, () => createPublicKey(pem));
      return publicKeyOf(object, dated(explanation, 'Created'), dated(explanation, 'Retired'));
    });
  return {
    keyid: key.keyid,
    publicKey: key.publicKey,
    keys: [key, ...retired],
    sign: bytes => sign(null, bytes, privateKey),
  };
}

/** Made beside its place and linked there, so that the file is whole from its first moment and the first of two wins. */
async function createIfAbsent(path: string, now: Date): Promise<void> {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const text = `Assay's key for certificates. Keep it secret and keep a copy of it.\nCreated: ${now.toISOString()}\n${pem.toString()}`;
  const beside = `${path}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(beside, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(beside, { force: true });
  }
}

async function readPrivately(path: string): Promise<string> {
  const { mode, size } = await stat(path).catch((error: unknown) => {
    throw unusable(path, reasonOf(error), error);
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw unusable(path, `others may read or change it (mode ${(mode & 0o777).toString(8)}; it has to be 600)`);
  }
  if (size > longestFile) throw unusable(path, 'it is too large for a key file');
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw unusable(path, reasonOf(error), error);
  });
}

function keyIn(path: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw unusable(path, 'a key in it cannot be read', error);
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw unusable(path, `a key in it is ${key.asymmetricKeyType ?? 'unknown'}, not ed25519`);
  }
  return key;
}

function publicKeyOf(key: KeyObject, createdAt: string | null, validUntil: string | null): PublicKey {
  const keyid = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const publicKey = key.export({ type: 'spki', format: 'pem' }).toString();
  return { keyid, algorithm: 'ed25519', publicKey, createdAt, validUntil };
}

/** The keys of the file, each with the lines of explanation that stand before it. */
function blocksOf(text: string): { pem: string; explanation: string; kind: string | undefined }[] {
  let end = 0;
  return [...text.matchAll(block)].map(match => {
    const explanation = text.slice(end, match.index);
    end = match.index + match[0].length;
    return { pem: match[0], explanation, kind: match[1] };
  });
}

function dated(explanation: string, name: 'Created' | 'Retired'): string | null {
  const [, text] = new RegExp(`^${name}: (\\S{10,40})$`, 'm').exec(explanation) ?? [];
  return text === undefined || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

function unusable(path: string, reason: string, cause?: unknown) {
  return problem('signing-key-unusable', { path, reason }, cause);
}

function reasonOf(error: unknown): string {
  return String(error).replace(/^Error: /, '');
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
