import { destinationOf, parseEgressAllow, publicOnly } from './egress-policy.js';

describe('runtime/egress-policy', () => {
  it('reads addresses and routes', () => {
    const policy = parseEgressAllow('127.0.0.1:4010, api.Example.com=http://127.0.0.1:4011 ,[::1]:8080,');

    expect(policy).toEqual({
      addresses: ['127.0.0.1:4010', '[::1]:8080'],
      routes: { 'api.example.com': 'http://127.0.0.1:4011' },
    });
  });

  it('allows nothing when it is empty', () => expect(parseEgressAllow('')).toEqual(publicOnly));

  it.each([
    'localhost',
    'http://127.0.0.1:4010',
    'a b:80',
    'user@host:80',
    'host:99999',
    'host=ftp://127.0.0.1',
    'host=http://127.0.0.1:1/path',
    'host=http://user@127.0.0.1:1',
    '=http://127.0.0.1',
    'host=',
  ])('refuses the entry %s and says why', entry =>
    expect(() => parseEgressAllow(entry)).toThrow(expect.objectContaining({ code: 'egress-allow-invalid' })),
  );

  it('sends a public host straight to itself', () =>
    expect(destinationOf('https', 'api.example.com', publicOnly)).toEqual({
      origin: 'https://api.example.com',
      connectTo: 'https://api.example.com',
      route: 'direct',
      privateAllowed: false,
    }));

  it('follows the route that the administrator declared, and says so', () => {
    const policy = parseEgressAllow('api.example.com=http://127.0.0.1:4011');

    expect(destinationOf('https', 'API.example.com', policy)).toMatchObject({
      origin: 'https://api.example.com',
      connectTo: 'http://127.0.0.1:4011',
      route: 'declared',
    });
    expect(destinationOf('https', 'other.example.com', policy)).toMatchObject({
      route: 'direct',
      privateAllowed: false,
    });
  });

  it('lets a private address be reached only at the very port that was allowed', () => {
    const policy = parseEgressAllow('127.0.0.1:4010,localhost:80');

    expect(destinationOf('http', '127.0.0.1:4010', policy)).toMatchObject({ privateAllowed: true });
    expect(destinationOf('http', 'localhost', policy)).toMatchObject({ privateAllowed: true });
    expect(destinationOf('https', 'localhost', policy)).toMatchObject({ privateAllowed: false });
    expect(destinationOf('http', '127.0.0.1:4011', policy)).toBeNull();
  });

  it.each(['api.example.com:22', 'api.example.com:6379', 'api.example.com:25'])('A26: refuses the port of %s', host =>
    expect(destinationOf('https', host, publicOnly)).toBeNull(),
  );

  it.each([
    'https://api.example.com',
    'api.example.com/v1',
    'good.example@evil.example',
    'api.example.com?x',
    'api.example.com#x',
    'api example.com',
    'a\\b',
    '{host}.example.com ',
    '',
  ])('takes %j for no host', host => expect(destinationOf('https', host, publicOnly)).toBeNull());
});
