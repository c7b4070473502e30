import { overHttps, trimmedAddress, webAddress } from './web-address.js';

describe('rulesets/functions/web-address', () => {
  it.each(['https://contoso.com', 'HTTP://contoso.com:8080/a?b=c#d', 'https://ünïcode.example'])('takes %s', text =>
    expect(webAddress(text)).not.toBeNull(),
  );

  it.each([
    'contoso.com',
    '/support',
    'mailto:a@contoso.com',
    'https://',
    'https:// contoso.com',
    'http://a b',
    ' https://a',
    7,
  ])('does not take %p', text => expect(webAddress(text)).toBeNull());

  it('takes blanks away where that is all that is wrong', () => {
    expect(trimmedAddress(' https://contoso.com/a\n')).toBe('https://contoso.com/a');
    expect(trimmedAddress('https://contoso.com')).toBeNull();
    expect(trimmedAddress(' contoso.com')).toBeNull();
  });

  it('changes nothing but the scheme', () =>
    expect(overHttps('HTTP://Contoso.com/Über?x')).toBe('https://Contoso.com/Über?x'));

  it.each(['https://contoso.com', 'http://contoso.com:8080', 'contoso.com'])('leaves %s alone', text =>
    expect(overHttps(text)).toBeNull(),
  );
});
