import { MemoryBlobs } from '../adapters/memory/blobs.js';
import { MemoryCatalog } from '../adapters/memory/catalog.js';
import { MemoryConnections } from '../adapters/memory/connections.js';
import { defaultPromotionPolicy, defaultReviewPolicy } from '../core/review.js';
import { stageNames } from '../core/stage-names.js';
import { publicOnly } from '../runtime/egress-policy.js';
import { createLinter } from '../stages/lint/linter.js';
import { createStages, stageTable } from './stages.js';

describe('pipeline/stages', () => {
  const [blobs, catalog, linter] = [new MemoryBlobs(), new MemoryCatalog(), createLinter()];
  const notHere = () => Promise.reject(new Error('no stage is run here'));
  const key = { keyid: 'none', algorithm: 'ed25519', publicKey: '', createdAt: null, validUntil: null } as const;
  const stages = createStages({
    blobs,
    linter,
    catalog,
    functional: {
      identity: {
        engine: { name: 'assay', version: '1.2.3' },
        ruleset: { id: 'connector', version: '2026-01-02', digest: 'sha256:abc' },
      },
      connections: new MemoryConnections(),
      blobs,
      egress: publicOnly,
      newman: { run: notHere, refusesStrangers: notHere },
      now: () => new Date(0),
    },
    preview: { policy: defaultReviewPolicy, promotion: defaultPromotionPolicy, isVerified: () => true },
    publish: {
      catalog,
      signer: { keyid: 'none', keys: [key], sign: () => new Uint8Array(64) },
      engine: linter.engine,
      ruleset: linter.ruleset,
      intend: notHere,
      validityDays: 1,
      target: 'nowhere',
    },
  });

  it('have a row for each stage, under its own name and in the order of the flow', () => {
    expect(Object.keys(stages)).toEqual(stageNames);
    expect(Object.values(stages).map(stage => stage.name)).toEqual(stageNames);
  });

  it('are what the table says that screens and docs read', () => {
    for (const name of stageNames) {
      const { kind, offline } = stages[name];
      expect({ name, kind, offline }).toEqual({ name, kind: stageTable[name].kind, offline: stageTable[name].offline });
    }
  });
});
