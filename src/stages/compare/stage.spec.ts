import { MemoryCatalog } from '../../adapters/memory/catalog.js';
import { packageOf } from '../../core/package-content.js';
import type { PackageContent } from '../../core/package.js';
import type { Published } from '../../core/publication.js';
import type { Subject } from '../../core/stage.js';
import { verdictOf } from '../../core/verdict.js';
import { definitionOf, operation } from './example-definition.js';
import { compareRules } from './rules.js';
import { compareStage } from './stage.js';

const list = definitionOf({ '/items': { get: operation('ListItems') } });
const nothing = definitionOf({ '/shops': { get: operation('ListShops') } }, '1.1.0');

describe('stages/compare/stage', () => {
  it('passes with every check run when nothing is public yet', async () => {
    const report = await compare(null, packageWith(JSON.stringify(list)));

    expect(report.checks).toEqual(compareRules.map(({ id }) => ({ id, state: 'ran' })));
    expect(verdictOf(report)).toBe('pass');
  });

  it('fails on what breaks the users of the public version', async () => {
    const report = await compare(packageWith(JSON.stringify(list)), packageWith(JSON.stringify(nothing)));

    expect(report.findings.map(({ rule, severity, blocks }) => ({ rule, severity, blocks }))).toEqual([
      { rule: 'breaking-operation-deleted', severity: 'ack', blocks: true },
    ]);
    expect(verdictOf(report)).toBe('fail');
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
});

function packageWith(definition: string): PackageContent {
  return packageOf(new Map([['apiDefinition.swagger.json', Buffer.from(definition)]]), () => '0');
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
