import { inOrder } from '../../core/finding.js';
import { readJson } from '../../core/json-text.js';
import type { Log } from '../../core/log.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import type { Blobs } from '../../core/ports/blobs.js';
import type { Connections } from '../../core/ports/connections.js';
import type { Stage } from '../../core/stage.js';
import type { Report } from '../../core/verdict.js';
import { readDefinition } from '../../runtime/definition.js';
import type { EgressPolicy } from '../../runtime/egress-policy.js';
import type { GatewayLimits } from '../../runtime/gateway.js';
import { readProperties } from '../../runtime/properties.js';
import { createRedactor } from '../../runtime/redact.js';
import type { ConnectionStore } from '../../runtime/sign-in/connection-store.js';
import { prepareSignIn } from '../../runtime/sign-in/prepare.js';
import { secretsOf } from '../../runtime/sign-in/secrets.js';
import { cleanupFaults } from './cleanup.js';
import type { CollectionRunner, RunLimits } from './collection-runner.js';
import { coverageOf } from './coverage.js';
import { findingsOf, ownCollectionFindings, testValuesFindings } from './faults.js';
import { isConnectionDown, judgeSuite } from './judge-suite.js';
import { readOwnCollections } from './own-collections/read.js';
import { planRun } from './plan.js';
import { recordOf } from './record.js';
import { repeatsOf } from './repeats.js';
import { checksOf, checksOfPlan, distinct, faultsOfPlan } from './report.js';
import { runOwnCollections } from './run-own.js';
import { exchangesOf, runSuite } from './run-suite.js';
import { createSchemaView } from './schema-view.js';
import { measureStrength, strengthFault } from './strength.js';
import { testabilityOf } from './testability.js';
import { readTestValues, testValuesPath } from './test-values.js';
import { createAnswerJudge } from './validate-answer.js';

export interface FunctionalTools {
  readonly connections: Connections;
  readonly blobs: Blobs;
  readonly egress: EgressPolicy;
  readonly newman: CollectionRunner;
  readonly now: () => Date;
  readonly log?: Log;
  readonly limits?: { readonly run?: RunLimits; readonly gateway?: GatewayLimits };
}

/** Things left behind that a line of the log names. */
const mostLogged = 20;

const defaultRunLimits: RunLimits = { totalMs: 600_000, requestMs: 40_000, scriptMs: 2_000 };

/**
 * Calls every operation of the connector through Newman and the runtime, and judges what the runtime recorded. Throws
 * `connection-parameter-missing` and what else `prepareSignIn` throws when there is no credential to call it with, `newman-unavailable`
 * when nothing can be run.
 */
export function functionalStage(tools: FunctionalTools): Stage {
  return {
    name: 'functional',
    kind: 'check',
    offline: false,
    async run({ submission, package: content }, signal) {
      if (content === null) throw new Error('The functional stage was reached without a package.');
      const store: ConnectionStore = {
        read: () => tools.connections.get(submission.id),
        change: change => tools.connections.change(submission.id, change),
      };
      return { kind: 'checked', report: await testPackage(content, store, tools, signal) };
    },
  };
}

async function testPackage(
  content: PackageContent,
  store: ConnectionStore,
  tools: FunctionalTools,
  signal: AbortSignal,
): Promise<Report> {
  const connection = (await store.read()) ?? {};
  const json = readJson(content.read(packageFileNames.definition) ?? new Uint8Array());
  const propertiesJson = readJson(content.read(packageFileNames.properties) ?? new Uint8Array());
  const definition = readDefinition(json.value);
  const properties = readProperties(
    propertiesJson.value,
    content.read(packageFileNames.script) !== undefined,
    connection,
  );
  const values = readTestValues(content.read(testValuesPath), definition.operations);
  const redactor = createRedactor(secretsOf(propertiesJson.value, connection));
  const signIn = await prepareSignIn({
    definition,
    properties: propertiesJson.value,
    connection,
    store,
    egress: tools.egress,
    redactor,
    now: tools.now,
    signal,
  });
  const view = createSchemaView(definition.document);
  const planned = planRun({
    definition,
    values,
    view,
    testability: operation => testabilityOf(operation, view, properties, connection),
    day: tools.now().toISOString().slice(0, 10),
  });

  const { plan } = planned;
  const judging = { document: definition.document, judgeAnswer: createAnswerJudge(definition.document) };
  const ownCollections = readOwnCollections(content, definition);
  const suiteGateway = { definition, signIn, redactor, egress: tools.egress, now: tools.now };
  const limits = {
    run: tools.limits?.run ?? defaultRunLimits,
    ...(tools.limits?.gateway && { gateway: tools.limits.gateway }),
  };
  const { runs, own, leftovers } = await runSuite(
    {
      planned,
      title: `Functional test of ${content.digest}`,
      newman: tools.newman,
      gateway: suiteGateway,
      limits,
      runOwn: during =>
        runOwnCollections(
          {
            collections: ownCollections.collections,
            newman: tools.newman,
            gateway: suiteGateway,
            limits,
            targetOf: operation => {
              const found = testabilityOf(operation, view, properties, connection);
              return found.kind === 'testable' ? { operation, policies: found.policies } : undefined;
            },
          },
          during,
        ),
      async again(main) {
        const { judgements } = await judgeSuite(plan.cases, [main], judging);
        if (main.summary?.end !== 'completed' || isConnectionDown(plan.cases, judgements)) return null;
        return repeatsOf(plan.cases, judgements, main.record.exchanges);
      },
      abandoned: left => {
        const things = left.map(({ create, id }) => `${create.operationId} ${id ?? ''}`.trim()).slice(0, mostLogged);
        tools.log?.warn({ package: content.digest, things }, 'A functional test ended early and left things behind');
      },
    },
    signal,
  );

  const judged = await judgeSuite(plan.cases, runs, judging);
  const { judgements, context } = judged;
  const exchanges = exchangesOf(runs);
  const coverage = coverageOf({ definition, view, plan, exchanges, judgements });
  const strength = await measureStrength({
    digest: content.digest,
    cases: plan.cases,
    exchangesOf: judged.exchangesOf,
    judgements,
    context,
    view,
    clock: () => performance.now(),
  });
  const faults = distinct([
    ...[...judgements.values()].flatMap(judgement => judgement.faults),
    ...faultsOfPlan(plan),
    ...cleanupFaults(leftovers),
    ...strengthFault(strength),
  ]);
  const record = recordOf(
    { digest: content.digest, plan, runs, own: own?.runs ?? [], coverage, strength, leftovers },
    redactor,
  );
  return {
    checks: [...checksOf(judgements.values()), ...checksOfPlan(plan), ...(own?.checks ?? [])],
    findings: inOrder([
      ...findingsOf(faults, json, definition.operations),
      ...testValuesFindings(values.faults),
      ...ownCollectionFindings([...ownCollections.faults, ...(own?.faults ?? [])]),
    ]),
    evidence: [`sha256:${await tools.blobs.put(record)}`],
  };
}
