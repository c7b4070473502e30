import { isCallbackUrl, isWildcard, parseCallbackAddress } from './callback-address.js';

describe('runtime/callback-address', () => {
  it.each([
    ['127.0.0.1:4390', { host: '127.0.0.1', port: 4390 }],
    [' assay.internal:80 ', { host: 'assay.internal', port: 80 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    [':4390', { host: '127.0.0.1', port: 4390 }],
  ])('reads %s', (text, address) => expect(parseCallbackAddress(text)).toEqual(address));

  it.each(['', '4390', '127.0.0.1', '127.0.0.1:70000', '127.0.0.1:x', 'http://a:1', 'a b:1', '::1:80'])(
    'does not read %j',
    text => expect(parseCallbackAddress(text)).toBeNull(),
  );

  it('takes only addresses that an API can be given', () => {
    expect(['https://hooks.example.com', 'http://10.0.0.5:4390/assay/'].map(isCallbackUrl)).toEqual([true, true]);
    const refused = ['ftp://a', 'hooks.example.com', 'https://a:b@c', 'https://a/?x=1', 'https://a/#x', 'https://a b'];
    expect(refused.filter(isCallbackUrl)).toEqual([]);
  });

  it('knows what nobody can be told to call', () => {
    expect(['0.0.0.0', '::', '0:0::0'].map(host => isWildcard({ host, port: 1 }))).toEqual([true, true, true]);
    expect(['127.0.0.1', '::1', '10.0.0.0'].map(host => isWildcard({ host, port: 1 }))).toEqual([false, false, false]);
  });
});
