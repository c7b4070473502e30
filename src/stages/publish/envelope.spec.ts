import { preAuthenticationEncoding } from '../../core/certificate.js';
import { makeSigner } from '../../../test/support/publication.js';
import { openEnvelope, sealEnvelope } from './envelope.js';

describe('stages/publish/envelope', () => {
  it('encodes as the example of the DSSE protocol does', () => {
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', 'hello world'.length) + 'hello world';

    expect(encoded).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('gives back exactly the bytes that were sealed, and who sealed them', () => {
    const signer = makeSigner();
    const payload = Buffer.from([0, 0xff, 0x0a, 0x0d, 0x22]);

    const opened = openEnvelope(sealEnvelope('application/x-test', payload, signer), [
      ...makeSigner().keys,
      ...signer.keys,
    ]);

    expect(opened?.payloadType).toBe('application/x-test');
    expect(Buffer.from(opened?.payload ?? '').equals(payload)).toBe(true);
    expect(opened?.signedBy).toBe(signer.keys[0]);
  });
});
