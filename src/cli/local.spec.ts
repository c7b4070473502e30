import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryCatalog } from '../adapters/memory/catalog.js';
import { stageTable } from '../pipeline/stages.js';
import { createLinter } from '../stages/lint/linter.js';
import { localStages } from './local.js';

describe('cli/local', () => {
  it('has the same stages as the service, and runs those that the service says are offline', () => {
    const local = localStages({ blobs: new MemoryBlobs(), linter: createLinter(), catalog: new MemoryCatalog() });

    const facts = Object.values(local).map(({ name, kind, offline }) => [name, { kind, offline }]);

    const table = Object.entries(stageTable).map(([name, { kind, offline }]) => [name, { kind, offline }]);
    expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(table));
  });
});
