import { buildZip } from '../../test/support/zip-builder.js';
import type { EntryPlan } from '../../test/support/zip-builder.js';
import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryCatalog } from '../adapters/memory/catalog.js';
import { verdictOf } from '../core/verdict.js';
import { stageTable } from '../pipeline/stages.js';
import { createLinter } from '../stages/lint/linter.js';
import { localStages, runLocally } from './local.js';

/** What each stage found, by stage, when these files are handed in. */
async function foundIn(entries: readonly EntryPlan[]) {
  const terms = { profile: 'verified', linter: createLinter(), published: null };
  const outcome = await runLocally({ bytes: buildZip(entries), name: 'connector.zip' }, terms);
  return outcome.reports.map(({ stage, report }) => ({
    stage,
    verdict: verdictOf(report),
    rules: report.findings.filter(({ blocks }) => blocks).map(({ rule }) => rule),
  }));
}

describe('cli/local', () => {
  it('has the same stages as the service, and runs those that the service says are offline', () => {
    const local = localStages({ blobs: new MemoryBlobs(), linter: createLinter(), catalog: new MemoryCatalog() });

    const facts = Object.values(local).map(({ name, kind, offline }) => [name, { kind, offline }]);

    const table = Object.entries(stageTable).map(([name, { kind, offline }]) => [name, { kind, offline }]);
    expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(table));
  });

  it('shows what intake and lint find together, as long as there is a package', async () => {
    const found = await foundIn([
      { name: 'apiDefinition.swagger.json', content: '[]' },
      { name: 'run.ps1', content: 'exit' },
    ]);

    expect(found).toMatchObject([
      { stage: 'intake', verdict: 'fail', rules: ['package-dangerous-file'] },
      { stage: 'lint', verdict: 'fail' },
    ]);
    expect(found[1]?.rules).not.toEqual([]);
  });

  it('ends at intake when that refuses the upload', async () => {
    const found = await foundIn([{ name: '../apiDefinition.swagger.json', content: '[]' }]);

    expect(found).toMatchObject([{ stage: 'intake', verdict: 'fail', rules: ['archive-path-traversal'] }]);
  });
});
