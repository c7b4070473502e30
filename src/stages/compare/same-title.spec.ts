import { isSameTitle } from './same-title.js';

describe('stages/compare/same-title', () => {
  it.each([
    ['Contoso Stock', 'contoso  stock'],
    ['OneDrive', 'One-Drive'],
    ['Café & Bar', 'Cafe and Bar'],
    ['Contoso Stock', 'Contoso Stock (Independent Publisher)'],
    ['Contoso Stock [DEPRECATED]', 'Contoso Stock Connector'],
    ['Ｃｏｎｔｏｓｏ', 'Contoso'],
    ['★', '★'],
  ])('takes %s and %s for one name', (a, b) => expect(isSameTitle(a, b)).toBe(true));

  it.each([
    ['Contoso Stock', 'Contoso Stocks'],
    ['Contoso Stock', 'Contoso Stock 2'],
    ['Contoso', 'Fabrikam'],
    ['★', '☆'],
    ['Connector', 'Preview'],
    ['库存', '商店'],
  ])('takes %s and %s for two', (a, b) => expect(isSameTitle(a, b)).toBe(false));
});
