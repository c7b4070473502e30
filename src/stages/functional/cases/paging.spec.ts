import { readDefinition } from '../../../runtime/definition.js';
import { judgePages, mostPages, nextLinkNameOf } from './paging.js';

const { operations } = readDefinition({
  paths: { '/a': { get: { operationId: 'ListA', 'x-ms-pageable': { nextLinkName: '@odata.nextLink' } } } },
});
const [listA] = operations;

function judge(...pages: object[]): string[] {
  if (!listA) throw new Error('no operation');
  const faults = judgePages(
    listA,
    '@odata.nextLink',
    pages.map(value => ({ value })),
  );
  return faults.map(({ severity, message }) => `${severity} ${message}`);
}
const page = (items: unknown[], link?: unknown) => ({
  value: items,
  ...(link !== undefined && { '@odata.nextLink': link }),
});

describe('stages/functional/cases/paging', () => {
  it('knows the member of the link', () => expect(listA && nextLinkNameOf(listA)).toBe('@odata.nextLink'));

  it('is content with pages that differ and an end', () =>
    expect(judge(page([1], '/a?p=2'), page([2], '/a?p=3'), page([3], null))).toEqual([]));

  it.each([
    ['a page that comes twice', [page([1], '/a?p=2'), page([1])], /^error .*came twice/],
    ['a link that leads back', [page([1], '/a?p=2'), page([2], '/a?p=2'), page([3])], /^error .*leads back/],
    ['empty pages that go on', [page([], '/a?p=2'), page([], '/a?p=3')], /^error .*without entries/],
    ['a link that is no text', [page([1], 7)], /^error .*no text/],
    ['a link that was not followed', [page([1], 'https://elsewhere.example/b')], /^error .*another address/],
    [
      'no end',
      Array.from({ length: mostPages }, (_, index) => page([index], `/a?p=${index + 2}`)),
      /^warning .*did not end/,
    ],
  ])('notices %s', (_what, pages, expected) => {
    const told = judge(...pages);

    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(expected);
  });
});
