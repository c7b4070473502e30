import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A secret as it is stored: its own data key, wrapped by the master key, and itself, sealed by the data key. */
export interface Sealed {
  /** Names the master key without telling anything of it. */
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
}

const algorithm = 'aes-256-gcm';
/** Lengths in bytes that NIST SP 800-38D recommends for GCM: a random nonce of 96 bits, a full tag of 128. */
const nonceLength = 12;
const tagLength = 16;
const keyLength = 32;

/** A short name for a master key, so that a record says which key opens it: 64 bits of a hash that is used for nothing else. */
export function keyIdOf(masterKey: Uint8Array): string {
  return createHash('sha256').update('assay master key\0').update(masterKey).digest('hex').slice(0, 16);
}

/** Seals a text so that it opens only with this master key and only under this name: moved to another record it is refused. */
export function seal(masterKey: Uint8Array, name: readonly string[], text: string): Sealed {
  const dataKey = randomBytes(keyLength);
  return {
    ...wrap(masterKey, name, dataKey),
    sealed: encrypt(dataKey, bind(['value', ...name]), Buffer.from(text, 'utf8')),
  };
}

/** The text again. Throws an Error when key, name or bytes are not those it was sealed with. */
export function unseal(masterKey: Uint8Array, name: readonly string[], record: Sealed): string {
  const dataKey = unwrap(masterKey, name, record);
  return decrypt(dataKey, bind(['value', ...name]), record.sealed).toString('utf8');
}

/**
 * The record's own key under another master key. What it seals is neither opened nor touched. Throws an Error as `unseal` does.
 */
export function rewrap(
  from: Uint8Array,
  to: Uint8Array,
  name: readonly string[],
  record: Omit<Sealed, 'sealed'>,
): Omit<Sealed, 'sealed'> {
  return wrap(to, name, unwrap(from, name, record));
}

function wrap(masterKey: Uint8Array, name: readonly string[], dataKey: Uint8Array): Omit<Sealed, 'sealed'> {
  requireKey(masterKey);
  const keyId = keyIdOf(masterKey);
  return { keyId, wrappedKey: encrypt(masterKey, bind(['key', ...name, keyId]), dataKey) };
}

function unwrap(masterKey: Uint8Array, name: readonly string[], { keyId, wrappedKey }: Omit<Sealed, 'sealed'>): Buffer {
  requireKey(masterKey);
  return decrypt(masterKey, bind(['key', ...name, keyId]), wrappedKey);
}

function requireKey(masterKey: Uint8Array): void {
  if (masterKey.length !== keyLength) throw new Error(`A master key has ${keyLength} bytes, not ${masterKey.length}.`);
}

/**
 * What a ciphertext belongs to, as GCM's additional data: as JSON, in which no two lists of names look the same. The value is not bound
 * to the master key, so that a new one needs nothing but the data key; the wrapped key is.
 */
function bind(names: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(names));
}

function encrypt(key: Uint8Array, boundTo: Buffer, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(boundTo);
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
}

function decrypt(key: Uint8Array, boundTo: Buffer, bytes: Buffer): Buffer {
  const nonce = bytes.subarray(0, nonceLength);
  const tag = bytes.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
    .setAAD(boundTo)
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]);
}
