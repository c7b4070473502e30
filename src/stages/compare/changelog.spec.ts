import { readJson } from '../../core/json-text.js';
import { compareConnector, judgeFirstVersion } from './compare.js';
import { definitionOf, operation } from './example-definition.js';
import { writtenChangelog } from './written-changelog.js';

const json = (value: unknown) => readJson(Buffer.from(JSON.stringify(value)));
const textOf = (before: unknown, after: unknown) =>
  compareConnector(
    { definition: json(before), properties: json({}) },
    { definition: json(after), properties: json({}) },
  ).changelog?.text;
const listed = { operationId: 'ListItems', responses: {} };
const list = operation('ListItems');
const key = { name: 'key', in: 'query', type: 'string' };

describe('stages/compare/changelog', () => {
  it('tells what breaks, what is new, what changed and what is to go, each under its heading', () => {
    const before = definitionOf({
      '/items': { get: { ...listed, summary: 'List items' } },
      '/old': { get: operation('GetOld') },
      '/gone': { get: operation('GetGone') },
    });
    const after = definitionOf(
      {
        '/items': { get: { ...listed, summary: 'List all items', parameters: [key] } },
        '/old': { get: { operationId: 'GetOld', responses: {}, deprecated: true } },
        '/new': { get: { operationId: 'GetNew', responses: {}, summary: 'Get the new one' } },
      },
      '2.0.0',
      { host: 'two.example' },
    );

    expect(textOf(before, after)).toBe(
      [
        '### Breaking',
        '',
        '- "GetGone", which was GET "/gone", is gone; flows that call it fail.',
        '',
        '### Added',
        '',
        '- "GetNew", GET "/new": "Get the new one".',
        '- "key" in the query of "ListItems", which may be left out.',
        '',
        '### Changed',
        '',
        '- The host was nothing and is now "two.example".',
        '- "ListItems" was called "List items" and is now called "List all items".',
        '',
        '### Deprecated',
        '',
        '- "GetOld".',
      ].join('\n'),
    );
    expect(textOf(before, after)).toBe(textOf(before, after));
  });

  it('says so when users notice nothing, and lists what a first version has', () => {
    const definition = definitionOf({ '/items': { get: list } });

    expect(textOf(definition, definition)).toBe(
      '### Changed\n\n- Nothing that the users of its operations would notice.',
    );
    expect(judgeFirstVersion(json(definition)).changelog).toEqual({
      version: '1.0.0',
      source: 'generated',
      text: '### Added\n\n- The first version.\n- "ListItems", GET "/items".',
    });
  });

  it('shows what Markdown or HTML would obey', () => {
    const hostile = definitionOf({ '/x': { get: operation('<img src=x>[a](javascript:b)`*_') } });

    expect(textOf(definitionOf({}), hostile)).toContain('"\\<img src=x\\>\\[a\\](javascript:b)\\`\\*\\_"');
  });

  it('counts what is too much to list', () => {
    const many = Object.fromEntries([...Array(150).keys()].map(n => [`/a${n}`, { get: operation(`Get${n}`) }]));

    expect(textOf(definitionOf({}), definitionOf(many))?.split('\n').at(-1)).toBe('- And 50 more.');
  });
});

describe('stages/compare/written-changelog', () => {
  const file = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

  it.each(['## [1.2.0] - 2026-01-31', '## 1.2.0', '## v1.2.0 (today)'])(
    'finds the entry of a version under %s',
    heading => {
      const text = file(
        '# Changelog',
        '',
        '## [2.0.0]',
        'other',
        heading,
        '',
        '### Added',
        '- A thing',
        '## 1.1.0',
        'old',
      );

      expect(writtenChangelog(text, '1.2.0')).toBe('### Added\n- A thing');
    },
  );

  it('finds none where there is none', () => {
    expect(writtenChangelog(undefined, '1.2.0')).toBeNull();
    expect(writtenChangelog(file('## 1.2.0'), null)).toBeNull();
    expect(writtenChangelog(file('## 1.2.0', ' ', '## 1.1.0', 'x'), '1.2.0')).toBeNull();
    expect(writtenChangelog(file('## 11.2.0', 'x', '## 1.2.01', 'y', '## 1x2.0', 'z'), '1.2.0')).toBeNull();
  });

  it('cuts what is longer than a page', () => {
    expect(writtenChangelog(file('## 1.2.0', 'x'.repeat(50_000)), '1.2.0')).toHaveLength(20_000);
  });
});
