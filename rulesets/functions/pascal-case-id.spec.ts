import { pascalCaseId, revisionOf } from './pascal-case-id.js';

const none = new Map<string, string>();

describe('rulesets/functions/pascal-case-id', () => {
  it.each([
    ['listItems', 'ListItems'],
    ['list-objects-s3', 'ListObjectsS3'],
    ['Items_list', 'ItemsList'],
    ['GET_ITEM_LIST', 'GetItemList'],
    ['get.item_V2', 'GetItem_V2'],
    ['Élément', 'Element'],
    ['get / item', 'GetItem'],
  ])('writes %s as %s', (id, better) => {
    expect(pascalCaseId(id, none)).toBe(better);
  });

  it.each(['ListItems', 'GetItem_V2', '1st', '_', '項目', ''])('has nothing better than %s', id => {
    expect(pascalCaseId(id, none)).toBeNull();
  });

  it('does not propose the id of another operation', () => {
    expect(pascalCaseId('list-items', new Map([['listitems', 'listItems']]))).toBeNull();
    expect(pascalCaseId('listItems', new Map([['listitems', 'listItems']]))).toBe('ListItems');
  });

  it('knows the ending that names a revision', () => {
    expect(['GetItem_V2', 'GetItem_v10', 'GetItemV2', 'Get_Version'].map(revisionOf)).toEqual(['_V2', '_v10', '', '']);
  });
});
