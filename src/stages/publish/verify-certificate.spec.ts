import type { Envelope, PublicKey, Signer } from '../../core/certificate.js';
import { certifiedOf, filesOf, makeSigner, terms } from '../../../test/support/publication.js';
import { makeCertificate } from './certificate.js';
import { sealEnvelope } from './envelope.js';
import { parsePublicKey, publicKeyBytes } from './public-key.js';
import { verifications, verifyCertificate } from './verify-certificate.js';

const signer = makeSigner();
const certificate = makeCertificate(certifiedOf(), terms, signer);
const now = new Date('2026-06-01T00:00:00Z');

/** Names of the verifications that fail. */
function failures(
  text: string,
  {
    keys = signer.keys,
    files = filesOf(),
    at = now,
  }: { keys?: readonly PublicKey[]; files?: ReadonlyMap<string, Uint8Array>; at?: Date } = {},
): string[] {
  const { ok, results } = verifyCertificate(text, keys, files, at);
  expect(results.map(({ name }) => name)).toEqual(verifications);
  expect(ok).toBe(results.every(result => result.ok));
  return results.filter(result => !result.ok).map(({ name }) => name);
}

const envelope = (): Envelope => JSON.parse(certificate);
const statement = () => JSON.parse(Buffer.from(envelope().payload, 'base64').toString());
const signed = (value: unknown, type = 'application/vnd.in-toto+json', by: Signer = signer) =>
  sealEnvelope(type, Buffer.from(JSON.stringify(value)), by);

describe('stages/publish/verify-certificate', () => {
  it('accepts the certified files, and says what was found', () => {
    const verified = verifyCertificate(certificate, signer.keys, filesOf(), now);

    expect(verified.ok).toBe(true);
    expect(verified.statement?.predicate).toMatchObject({
      publisher: 'acme',
      connector: 'widgets',
      version: '1.0.0',
      engine: 'assay 0.1.0',
      issuedAt: '2026-02-03T04:05:06.789Z',
      expiresAt: '2027-02-03T04:05:06.789Z',
    });
    expect(verified.results.map(({ detail }) => detail)).toContain('All 3 files are the certified ones.');
  });

  it('is made the same, byte for byte, from the same input', () => {
    expect(makeCertificate(certifiedOf(), terms, signer)).toBe(certificate);
  });

  it('refuses files that were changed, added or left out, and names them', () => {
    const changed = filesOf({ 'README.md': '# Widgets \n' });
    const added = filesOf({ 'evil.sh': 'x' });
    const missing = new Map([...filesOf()].slice(1));

    for (const files of [changed, added, missing])
      expect(failures(certificate, { files })).toEqual(['files', 'digest']);
    const { results } = verifyCertificate(certificate, signer.keys, changed, now);
    expect(results.find(({ name }) => name === 'files')?.detail).toBe('The files differ: "README.md" was changed.');
  });

  it('A66: refuses what was altered after it was signed', () => {
    const altered = statement();
    altered.predicate.version = '6.6.6';
    const payload = Buffer.from(JSON.stringify(altered)).toString('base64');

    expect(failures(JSON.stringify({ ...envelope(), payload }))).toEqual(['signature']);
  });

  it('A67, A69: refuses another key, also when it borrows the name of ours', () => {
    const mallory = makeSigner();
    const forged = makeCertificate(certifiedOf(), terms, { ...mallory, keyid: signer.keyid });

    expect(failures(forged)).toEqual(['signature']);
    expect(failures(certificate, { keys: mallory.keys })).toEqual(['signature']);
    expect(failures(certificate, { keys: [] })).toEqual(['signature']);
  });

  it('A69: believes the signature, not the key id that stands beside it', () => {
    const text = JSON.stringify({ ...envelope(), signatures: [{ ...envelope().signatures[0], keyid: 'whatever' }] });

    expect(failures(text, { keys: [...makeSigner().keys, ...signer.keys] })).toEqual([]);
  });

  it('A70: does not take one type of payload for another', () => {
    expect(failures(JSON.stringify({ ...envelope(), payloadType: 'text/plain' }))).toEqual([
      'payload-type',
      'signature',
    ]);
    expect(failures(signed(statement(), 'application/vnd.assay.index+json'))).toEqual(['payload-type']);
    expect(failures(signed({ ...statement(), predicateType: 'https://slsa.dev/provenance/v1' }))).toContain(
      'predicate-type',
    );
  });

  it('A68: refuses a certificate that has expired, and one signed after its key was retired', () => {
    const retired = signer.keys.map(key => ({ ...key, validUntil: '2026-02-01T00:00:00.000Z' }));

    expect(failures(certificate, { at: new Date('2027-02-03T04:05:06.790Z') })).toEqual(['expiry']);
    expect(failures(certificate, { keys: retired })).toEqual(['signature']);
  });

  it('refuses a statement that lacks a check or whose approval is of other bytes', () => {
    const lacking = statement();
    lacking.predicate.verdicts.pop();
    const misapproved = statement();
    misapproved.predicate.approvals[0].digest = `sha256:${'0'.repeat(64)}`;

    expect(failures(signed(lacking))).toEqual(['verdicts']);
    expect(failures(signed(misapproved))).toEqual(['approval']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no envelope', '{}'],
    ['an envelope without signatures', JSON.stringify({ ...envelope(), signatures: [] })],
    ['a payload that is no base64', JSON.stringify({ ...envelope(), payload: '***' })],
    ['a huge text', `"${'x'.repeat(5_000_000)}"`],
    ['a statement that is no JSON', sealEnvelope('application/vnd.in-toto+json', Buffer.from('{'), signer)],
    ['a statement without content', signed({ ...statement(), predicate: {} })],
  ])('fails, and does not throw, for %s', (_, text) => {
    expect(failures(text).length).toBeGreaterThan(0);
  });
});

describe('stages/publish/public-key', () => {
  const [key] = signer.keys;

  it('reads what it has written, and a bare key in PEM', () => {
    expect(parsePublicKey(Buffer.from(publicKeyBytes(key)).toString())).toEqual(key);
    expect(parsePublicKey(key.publicKey)).toEqual({ ...key, createdAt: null });
  });

  it.each([
    ['a key id that is not the key’s', JSON.stringify({ ...key, keyid: 'a'.repeat(64) })],
    ['another algorithm', JSON.stringify({ ...key, algorithm: 'none' })],
    ['a key that is none', JSON.stringify({ ...key, publicKey: 'x' })],
    ['broken PEM', '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----'],
    ['nothing', ''],
  ])('reads nothing from %s', (_, text) => {
    expect(parsePublicKey(text)).toBeNull();
  });
});
