// Certificates for servers of a test, made here: no openssl needed. Just enough DER (X.690) for X.509 v3 (RFC 5280).
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

interface Wanted {
  readonly host: string;
  /** Days from now at which it ends; may lie in the past. */
  readonly endsInDays?: number;
  /** Who signs; itself when there is none. */
  readonly by?: Authority;
}

export interface Authority extends Identity {
  readonly privateKey: KeyObject;
  readonly name: string;
}

const sha256WithRsa = '300d06092a864886f70d01010b0500';

/** An authority that nobody trusts unless told. */
export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    ...certificate(name, name, publicKey, privateKey, 3_650, [
      // basicConstraints, critical, cA TRUE
      der(0x30, oid('551d13'), bytes('0101ff'), der(0x04, der(0x30, bytes('0101ff')))),
    ]),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    name,
  };
}

/** A server's certificate and key. */
export function makeIdentity({ host, endsInDays = 30, by }: Wanted): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // subjectAltName with one dNSName
  const altName = der(0x30, oid('551d11'), der(0x04, der(0x30, der(0x82, Buffer.from(host)))));
  return {
    ...certificate(host, by?.name ?? host, publicKey, by?.privateKey ?? privateKey, endsInDays, [altName]),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signer: KeyObject,
  endsInDays: number,
  extensions: readonly Buffer[],
): { cert: string } {
  const end = Date.now() + endsInDays * 86_400_000;
  const body = der(
    0x30,
    der(0xa0, bytes('020102')),
    der(0x02, Buffer.from([1, ...Array.from({ length: 8 }, () => Math.floor(Math.random() * 256))])),
    bytes(sha256WithRsa),
    nameOf(issuer),
    der(0x30, time(Math.min(end, Date.now()) - 400 * 86_400_000), time(end)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = sign('sha256', body, signer);
  const whole = der(0x30, body, bytes(sha256WithRsa), der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return { cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n') };
}

/** One common name. */
function nameOf(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(text)))));
}

/** UTCTime. */
function time(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function oid(hex: string): Buffer {
  return der(0x06, bytes(hex));
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), content]);
  const hex = size.toString(16);
  const length = bytes(hex.length % 2 ? `0${hex}` : hex);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}
