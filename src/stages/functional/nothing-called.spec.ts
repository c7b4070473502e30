import { verdictOf } from '../../core/verdict.js';
import type { CheckResult } from '../../core/verdict.js';
import { readDefinition } from '../../runtime/definition.js';
import { MemoryConnections } from '../../adapters/memory/connections.js';
import { MemoryBlobs } from '../../adapters/memory/blobs.js';
import { subjectOf } from '../../../test/support/publication.js';
import { publicOnly } from '../../runtime/egress-policy.js';
import type { CollectionRunner } from './collection-runner.js';
import { judgeSuite } from './judge-suite.js';
import { planRun } from './plan.js';
import { checksOfPlan } from './report.js';
import { createSchemaView } from './schema-view.js';
import { functionalStage } from './stage.js';
import { testabilityOf } from './testability.js';
import { readTestValues } from './test-values.js';
import { createAnswerJudge } from './validate-answer.js';

const responses = { 200: { description: 'ok' } };
const document = {
  swagger: '2.0',
  host: 'x.example',
  paths: { '/a': { get: { operationId: 'GetA', responses } }, '/b': { get: { operationId: 'GetB', responses } } },
};

function planOf(source: object) {
  const definition = readDefinition(source);
  const view = createSchemaView(definition.document);
  const nothing = { connectionParameters: [], policies: [], scriptOperations: null };
  const { plan } = planRun({
    definition,
    view,
    values: readTestValues(undefined, definition.operations),
    testability: operation => testabilityOf(operation, view, nothing, {}),
    day: '2030-05-06',
  });
  return { plan, judging: { document: definition.document, judgeAnswer: createAnswerJudge(definition.document) } };
}

describe('stages/functional: a run that called nothing', () => {
  it('A51: passes nothing: every check says that it did not run', async () => {
    const { plan, judging } = planOf(document);
    const { judgements } = await judgeSuite(plan.cases, [], judging);
    const checks = [...judgements.values()].map(({ check }): CheckResult => check);

    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ state }) => state === 'ran')).toEqual([]);
    expect(verdictOf({ checks, findings: [], evidence: [] })).toBe('inconclusive');
  });

  it('A51: passes no definition that has nothing to call', () => {
    const { plan } = planOf({ ...document, paths: {} });
    const checks = checksOfPlan(plan);

    expect(plan.cases).toEqual([]);
    expect(verdictOf({ checks, findings: [], evidence: [] })).toBe('inconclusive');
  });

  it('A51: believes no child that says that all went well, and sent no request', async () => {
    const files = new Map([['apiDefinition.swagger.json', Buffer.from(JSON.stringify(document))]]);
    const liar: CollectionRunner = {
      refusesStrangers: () => Promise.resolve(null),
      run: () =>
        Promise.resolve({
          end: 'completed',
          requests: 100,
          failures: 0,
          note: null,
          isolation: 'none',
          assertions: [],
          assertionsLeftOut: 0,
        }),
    };
    const stage = functionalStage({
      identity: {
        engine: { name: 'assay', version: '1.0.0' },
        ruleset: { id: 'connector', version: '2026-01-01', digest: 'sha256:rules' },
      },
      connections: new MemoryConnections(),
      blobs: new MemoryBlobs(),
      egress: publicOnly,
      newman: liar,
      now: () => new Date('2030-05-06T00:00:00Z'),
    });
    const subject = subjectOf();
    const content = { ...subject.package, digest: 'sha256:x', files: [], read: (path: string) => files.get(path) };
    const outcome = await stage.run({ ...subject, package: content }, new AbortController().signal);

    if (outcome.kind !== 'checked') throw new Error('It judged nothing.');
    expect(outcome.report.checks.length).toBeGreaterThan(0);
    expect(verdictOf(outcome.report)).toBe('inconclusive');
  });
});
