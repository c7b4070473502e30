import type { ProfileName } from '../../core/finding.js';
import { readJson } from '../../core/json-text.js';
import type { Log } from '../../core/log.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import type { Blobs } from '../../core/ports/blobs.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import type { Report } from '../../core/verdict.js';
import type { CallbackHost } from '../../runtime/callback-host.js';
import { readDefinition } from '../../runtime/definition.js';
import type { EgressPolicy } from '../../runtime/egress-policy.js';
import type { GatewayLimits, GatewayRecord } from '../../runtime/gateway.js';
import { readProperties } from '../../runtime/properties.js';
import { createRedactor } from '../../runtime/redact.js';
import type { ConnectionStore } from '../../runtime/sign-in/connection-store.js';
import { prepareSignIn } from '../../runtime/sign-in/prepare.js';
import { secretsOf } from '../../runtime/sign-in/secrets.js';
import type { CollectionRunner, RunLimits } from './collection-runner.js';
import { judgeRun } from './judge-run.js';
import { callableOperations } from './callable-operations.js';
import { isConnectionDown, judgeSuite } from './judge-suite.js';
import { keptRecord } from './kept-exchange.js';
import { readOwnCollections } from './own-collections/read.js';
import { measurementOf } from './measurement.js';
import type { Measurement } from './measurement.js';
import { planRun } from './plan.js';
import { recordOf } from './record.js';
import { repeatsOf } from './repeats.js';
import { runOwnCollections } from './run-own.js';
import { runSuite } from './run-suite.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues, testValuesPath } from './test-values.js';
import { callbackObstacle } from './triggers/callback-obstacle.js';
import { keptTriggerRun } from './triggers/stored-run.js';
import { triggerDataPathOf } from './triggers/trigger-data-path.js';
import { defaultTriggerWaits } from './triggers/trigger-run.js';
import type { TriggerWaits } from './triggers/trigger-run.js';
import { createAnswerJudge } from './validate-answer.js';

/** What a package is tested with. */
export interface TestTools {
  /** Who tests, and by which rules the package is judged elsewhere: the record names both. */
  readonly identity: { readonly engine: EngineIdentity; readonly ruleset: RulesetIdentity };
  readonly blobs: Blobs;
  readonly egress: EgressPolicy;
  readonly newman: CollectionRunner;
  readonly now: () => Date;
  readonly log?: Log;
  /** Where APIs can call back; without it, webhook triggers are told as untested. */
  readonly callbacks?: CallbackHost;
  readonly limits?: {
    readonly run?: RunLimits;
    readonly gateway?: GatewayLimits;
    readonly triggers?: TriggerWaits;
  };
}

/** Things left behind that a line of the log names. */
const mostLogged = 20;

const defaultRunLimits: RunLimits = { totalMs: 600_000, requestMs: 40_000, scriptMs: 2_000 };

/** What came of testing one package. */
export interface PackageTest {
  readonly report: Report;
  readonly measured: Measurement;
}

/**
 * Calls every operation of the connector through Newman and the runtime, signed in with the connection of `store`, judges what the runtime
 * recorded, and keeps it as evidence. Throws `connection-parameter-missing` and what else `prepareSignIn` throws when there is no credential
 * to call it with, `newman-unavailable` when nothing can be run.
 */
export async function testPackage(
  { content, profile }: { readonly content: PackageContent; readonly profile: ProfileName },
  store: ConnectionStore,
  tools: TestTools,
  signal: AbortSignal,
): Promise<PackageTest> {
  const startedAt = tools.now();
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
  const noCallbacks = callbackObstacle(tools.callbacks ?? null, definition, tools.egress);
  const callable = callableOperations(definition, operation => ({
    testability: testabilityOf(operation, view, properties, connection),
    triggerDataPath: triggerDataPathOf(operation, properties),
  }));
  const planned = planRun({
    definition,
    values,
    view,
    ...callable,
    day: startedAt.toISOString().slice(0, 10),
    noCallbacks,
  });

  const { plan } = planned;
  const judging = { document: definition.document, judgeAnswer: createAnswerJudge(definition.document) };
  const ownCollections = readOwnCollections(content, definition);
  const suiteGateway = { definition, signIn, redactor, egress: tools.egress, now: tools.now };
  const limits = {
    run: tools.limits?.run ?? defaultRunLimits,
    ...(tools.limits?.gateway && { gateway: tools.limits.gateway }),
  };
  const suite = await runSuite(
    {
      planned,
      title: `Functional test of ${content.digest}`,
      newman: tools.newman,
      gateway: suiteGateway,
      limits,
      triggers: { callbacks: tools.callbacks ?? null, waits: tools.limits?.triggers ?? defaultTriggerWaits },
      runOwn: (during, recorded) =>
        runOwnCollections(
          {
            collections: ownCollections.collections,
            newman: tools.newman,
            gateway: suiteGateway,
            limits,
            recorded,
            targetOf: operation => {
              const found = callable.testability(operation);
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

  const endedAt = tools.now();
  const kept = <Ran extends { readonly record: GatewayRecord }>(ran: Ran): Ran => {
    return { ...ran, record: keptRecord(ran.record, redactor) };
  };
  const runs = suite.runs.map(kept);
  const own = suite.own && { ...suite.own, runs: suite.own.runs.map(kept) };
  const triggers = suite.triggers.map(run => keptTriggerRun(run, redactor));
  const { leftovers } = suite;
  const judged = await judgeRun({
    digest: content.digest,
    json,
    definition,
    view,
    values,
    ownCollections,
    plan,
    runs,
    triggers,
    own,
    leftovers,
    judging,
    strength: { clock: () => performance.now() },
  });
  const subject = { digest: content.digest, profile, definition, callable, ...tools.identity, startedAt, endedAt };
  const record = recordOf({ ...judged, subject, plan, runs, triggers, noCallbacks, own, leftovers }, redactor);
  const { checks, findings } = judged;
  const report = { checks, findings, evidence: [`sha256:${await tools.blobs.put(record)}`] };
  const tested = { runs: runs.filter(({ name }) => name !== 'cleanup'), triggers, judgements: judged.judgements };
  return { report, measured: measurementOf(report, tested) };
}
