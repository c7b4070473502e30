import { urlOf } from './url.js';

describe('core/url', () => {
  it('reads what is a URL, and says of everything else that it is none', () => {
    expect(urlOf('https://contoso.com/a b?c')?.href).toBe('https://contoso.com/a%20b?c');
    expect(urlOf('/next', 'https://contoso.com/items')?.href).toBe('https://contoso.com/next');
    for (const text of ['', 'contoso.com', 'https://', 'https://a b', '/next']) expect(urlOf(text)).toBeNull();
  });

  it('gives the same answer however often it is asked', () => {
    for (let turn = 0; turn < 20_000; turn += 1) {
      if (urlOf('https://ünïcode.example') === null) throw new Error(`refused at the ${turn}th time`);
    }
  });
});
