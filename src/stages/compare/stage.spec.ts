import { MemoryCatalog } from '../../adapters/memory/catalog.js';
import { packageOf } from '../../core/package-content.js';
import type { PackageContent } from '../../core/package.js';
import type { Published } from '../../core/publication.js';
import type { Subject } from '../../core/stage.js';
import { verdictOf } from '../../core/verdict.js';
import { asking, definitionOf, operation } from './example-definition.js';
import { compareRules } from './rules.js';
import { compareStage } from './stage.js';

const list = definitionOf({ '/items': { get: operation('ListItems') } });
const nothing = definitionOf({ '/shops': { get: operation('ListShops') } }, '2.0.0');

describe('stages/compare/stage', () => {
  it('passes with every check run when nothing is public yet', async () => {
    const report = await compare(null, packageWith(JSON.stringify(list)));

    expect(report.checks).toEqual(compareRules.map(({ id }) => ({ id, state: 'ran' })));
    expect(verdictOf(report)).toBe('pass');
  });

  it('tells what breaks the users of the public version, which blocks the approval and fails no check', async () => {
    const report = await compare(packageWith(JSON.stringify(list)), packageWith(JSON.stringify(nothing)));

    expect(report.findings.map(({ rule, severity, blocks }) => ({ rule, severity, blocks }))).toEqual([
      { rule: 'breaking-operation-deleted', severity: 'ack', blocks: true },
    ]);
    expect(verdictOf(report)).toBe('pass');
  });

  it('does not pass a definition that it could not read, and says whose fault it is', async () => {
    const good = packageWith(JSON.stringify(list));

    for (const broken of [packageWith('{'), packageWith('[]'), packageOf(new Map(), () => '')]) {
      const mine = await compare(good, broken);
      const ours = await compare(broken, good);

      expect(mine.checks.every(check => check.state === 'not-run' && check.fault === 'yours')).toBe(true);
      expect(ours.checks.every(check => check.state === 'not-run' && check.fault === 'ours')).toBe(true);
      expect([verdictOf(mine), verdictOf(ours)]).toEqual(['inconclusive', 'inconclusive']);
    }
  });

  it('leaves out only what needs the properties when those cannot be read, and says whose fault it is', async () => {
    const good = packageWith(JSON.stringify(list), JSON.stringify(asking({ api_key: { type: 'securestring' } })));
    const needed = compareRules.filter(({ on }) => on === 'sign-in' || on === 'properties').map(({ id }) => id);

    for (const properties of [null, '{', '[]']) {
      const broken = packageWith(JSON.stringify(nothing), properties);
      const mine = await compare(good, broken);
      const ours = await compare(broken, good);

      for (const [report, fault] of [[mine, 'yours'] as const, [ours, 'ours'] as const]) {
        const notRun = report.checks.filter(check => check.state === 'not-run');
        expect(notRun).toEqual(needed.map(id => ({ id, state: 'not-run', fault, reason: expect.any(String) })));
        expect(report.findings.map(({ rule }) => rule)).toContain('breaking-operation-deleted');
      }
    }
  });

  it('takes the author’s own words of the version for its changelog', async () => {
    const content = packageWith(JSON.stringify(nothing));
    const words = packageOf(
      new Map([
        ['apiDefinition.swagger.json', content.read('apiDefinition.swagger.json') ?? Buffer.alloc(0)],
        ['CHANGELOG.md', Buffer.from('## 2.0.0\nAll new.\n')],
      ]),
      () => '0',
    );

    expect((await compare(null, content)).changelog).toMatchObject({ source: 'generated', version: '2.0.0' });
    expect((await compare(null, words)).changelog).toEqual({ version: '2.0.0', source: 'package', text: 'All new.' });
  });

  it('reads both files of both versions', async () => {
    const version = (properties: unknown) => packageWith(JSON.stringify(list), JSON.stringify(properties));
    const signIn = asking({ token: { type: 'oauthSetting' } });

    const report = await compare(version(signIn), version(asking({ api_key: { type: 'securestring' } })));

    expect(report.findings).toMatchObject([
      { rule: 'update-bumps-version', file: 'apiDefinition.swagger.json' },
      { rule: 'breaking-auth-removed', file: 'apiProperties.json', line: 1, column: 39 },
    ]);
  });
});

function packageWith(definition: string, properties: string | null = '{}'): PackageContent {
  const files = new Map([['apiDefinition.swagger.json', Buffer.from(definition)]]);
  if (properties !== null) files.set('apiProperties.json', Buffer.from(properties));
  return packageOf(files, () => '0');
}

async function compare(before: PackageContent | null, content: PackageContent) {
  const version = { publisher: 'acme', connector: 'stock', version: '1.0.0', digest: '' };
  const baselines: Published[] = before === null ? [] : [{ version, content: before }];
  const outcome = await compareStage(new MemoryCatalog(baselines)).run(
    subjectOf(content),
    new AbortController().signal,
  );
  if (outcome.kind !== 'checked') throw new Error(outcome.kind);
  return outcome.report;
}

function subjectOf(content: PackageContent): Subject {
  return {
    submission: {
      id: 's1',
      publisher: 'acme',
      connector: 'stock',
      profile: 'verified',
      stage: 'compare',
      state: 'running',
      revision: 1,
      version: '1.1.0',
    },
    revision: {
      submissionId: 's1',
      number: 1,
      uploadSha256: '',
      uploadName: 'a.zip',
      uploadedBy: 'ada',
      package: content,
    },
    package: content,
    history: [],
    approvals: [],
  };
}
