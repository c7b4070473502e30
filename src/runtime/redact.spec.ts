import { createRedactor, redacted } from './redact.js';

const secret = 'k3y/+ü"<&>~ 7';

describe('runtime/redact', () => {
  const redactor = createRedactor([secret]);

  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ key: secret })],
    ['in JSON with escaped slashes', JSON.stringify(secret).replaceAll('/', '\\/')],
    ['in ASCII JSON', JSON.stringify(secret).replace(/ü/, '\\u00fc')],
    ['in a URL', `https://x.example/?key=${encodeURIComponent(secret)}&y=1`],
    ['in a URL with small hex digits', encodeURIComponent(secret).replace(/%../g, escape => escape.toLowerCase())],
    ['in a form', new URLSearchParams({ key: secret }).toString()],
    ['in HTML', '<p>k3y/+ü"&lt;&amp;&gt;~ 7</p>'],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in base64 after one byte', Buffer.from(`u${secret}`).toString('base64')],
    ['in base64 after two bytes and before more', Buffer.from(`u:${secret} and more`).toString('base64')],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in capital hex', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('A32: takes a secret out that stands there %s', (_where, text) => {
    const clean = redactor.text(`before ${text} after`);

    expect(clean).toContain(redacted);
    expect(clean).toMatch(/^before .* after$/s);
    expect(Buffer.from(clean).includes(secret)).toBe(false);
  });

  it('takes it out of bytes and counts, leaving binary around it alone', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xfe]), Buffer.from(secret), Buffer.from([0xc0])]);

    const clean = redactor.bytes(bytes);

    expect(clean.count).toBe(1);
    expect(Buffer.from(clean.bytes)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0x00, 0xfe]), Buffer.from(redacted), Buffer.from([0xc0])]),
    );
  });

  it('leaves text without secrets as it is', () => expect(redactor.text('nothing here')).toBe('nothing here'));

  it('does not look for values that are too short to be secret', () =>
    expect(createRedactor(['a', '42', '']).text('a 42')).toBe('a 42'));

  it('takes a secret for text, not for a pattern', () =>
    expect(createRedactor(['a.*b']).text('aXXb a.*b')).toBe(`aXXb ${redacted}`));

  it('hides the longer of two secrets whole', () =>
    expect(createRedactor(['secret', 'secret-long']).text('secret-long secret')).toBe(`${redacted} ${redacted}`));
});
