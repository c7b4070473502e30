import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOrder } from '../../core/finding.js';
import { readJson } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { Blobs } from '../../core/ports/blobs.js';
import type { Connection, Connections } from '../../core/ports/connections.js';
import type { PackageContent } from '../../core/package.js';
import type { Stage } from '../../core/stage.js';
import type { CheckResult, Report } from '../../core/verdict.js';
import { readDefinition } from '../../runtime/definition.js';
import type { Operation } from '../../runtime/definition.js';
import type { EgressPolicy } from '../../runtime/egress-policy.js';
import { storedExchange } from '../../runtime/exchange.js';
import { defaultGatewayLimits, openGateway } from '../../runtime/gateway.js';
import type { GatewayLimits, GatewayRecord } from '../../runtime/gateway.js';
import { readProperties } from '../../runtime/properties.js';
import { createRedactor } from '../../runtime/redact.js';
import type { Redactor } from '../../runtime/redact.js';
import { prepareSignIn, secretsOf } from '../../runtime/sign-in.js';
import { collectionOf } from './collection.js';
import type { Collection } from './collection.js';
import { findingsOf, testValuesFindings } from './faults.js';
import type { FunctionalFault } from './faults.js';
import { checkId, judgeCase } from './judge.js';
import type { Judgement } from './judge.js';
import { planCalls } from './plan.js';
import type { Plan } from './plan.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues, testValuesPath } from './test-values.js';
import { createAnswerJudge } from './validate-answer.js';

/** How much one run may use, in milliseconds. */
export interface RunLimits {
  readonly totalMs: number;
  readonly requestMs: number;
  readonly scriptMs: number;
}

/** How a run of a collection ended; see `adapters/newman`, which is where it comes from. */
export interface RunSummary {
  readonly end: 'completed' | 'died' | 'deadline';
  readonly requests: number | null;
  readonly failures: number | null;
  readonly note: string | null;
  readonly isolation: string;
}

/** What runs a Postman collection against the gateway's socket. */
export interface CollectionRunner {
  run(collection: object, socketPath: string, limits: RunLimits, signal: AbortSignal): Promise<RunSummary>;
}

export interface FunctionalTools {
  readonly connections: Connections;
  readonly blobs: Blobs;
  readonly egress: EgressPolicy;
  readonly newman: CollectionRunner;
  readonly now: () => Date;
  readonly limits?: { readonly run?: RunLimits; readonly gateway?: GatewayLimits };
}

const defaultRunLimits: RunLimits = { totalMs: 600_000, requestMs: 40_000, scriptMs: 2_000 };

/**
 * Calls every operation of the connector through Newman and the runtime, and judges what the runtime recorded. Throws
 * `connection-parameter-missing` when there is no credential to call it with, `newman-unavailable` when nothing can be run.
 */
export function functionalStage(tools: FunctionalTools): Stage {
  return {
    name: 'functional',
    kind: 'check',
    offline: false,
    async run({ submission, package: content }, signal) {
      if (content === null) throw new Error('The functional stage was reached without a package.');
      const connection = (await tools.connections.get(submission.id)) ?? {};
      return { kind: 'checked', report: await testPackage(content, connection, tools, signal) };
    },
  };
}

async function testPackage(
  content: PackageContent,
  connection: Connection,
  tools: FunctionalTools,
  signal: AbortSignal,
): Promise<Report> {
  const json = readJson(content.read(packageFileNames.definition) ?? new Uint8Array());
  const propertiesJson = readJson(content.read(packageFileNames.properties) ?? new Uint8Array());
  const definition = readDefinition(json.value);
  const properties = readProperties(propertiesJson.value, content.read(packageFileNames.script) !== undefined);
  const values = readTestValues(content.read(testValuesPath), definition.operations);
  const redactor = createRedactor(secretsOf(properties, connection));
  const signIn = prepareSignIn(definition, properties, connection);
  const view = createSchemaView(definition.document);
  const plan = planCalls({
    definition,
    values,
    view,
    testability: operation => testabilityOf(operation, view, properties, connection),
    day: tools.now().toISOString().slice(0, 10),
  });

  const collection = collectionOf(`Functional test of ${content.digest}`, plan.cases);

  const gateway = await openGateway({
    definition,
    targets: new Map(plan.cases.map(({ id, target }) => [id, target])),
    signIn,
    redactor,
    egress: tools.egress,
    limits: tools.limits?.gateway ?? defaultGatewayLimits,
    now: tools.now,
    signal,
  });
  let summary: RunSummary | null = null;
  let record: GatewayRecord;
  try {
    if (plan.cases.length > 0) {
      summary = await tools.newman.run(collection, gateway.socketPath, tools.limits?.run ?? defaultRunLimits, signal);
    }
  } finally {
    record = await gateway.close();
  }

  const judgeAnswer = createAnswerJudge(definition.document);
  const settled = new Map<Operation, Judgement>();
  const notCalled = reasonNotCalled(summary);
  for (const planned of plan.cases) {
    const exchange = record.exchanges.find(({ caseId }) => caseId === planned.id);
    const context = { document: definition.document, judgeAnswer, notCalled, settled };
    settled.set(planned.target.operation, judgeCase(planned, exchange, context));
    // Compiling many schemas takes a while; whatever else this process does, such as renewing its lease, goes on.
    await nextTurn();
  }
  const judged = [...settled.values()];
  const faults = [...judged.flatMap(judgement => judgement.faults), ...faultsOfPlan(plan)];
  const checks = [...judged.map(judgement => judgement.check), ...checksOfPlan(plan)];
  const evidence = await tools.blobs.put(evidenceOf(content, plan, { collection, summary, record }, redactor));
  return {
    checks,
    findings: inOrder([...findingsOf(faults, json, definition.operations), ...testValuesFindings(values.faults)]),
    evidence: [`sha256:${evidence}`],
  };
}

function reasonNotCalled(summary: RunSummary | null): string {
  const ends = {
    completed: 'Newman ended without calling it',
    died: 'Newman ended early',
    deadline: 'the run took too long',
  };
  const note = summary?.note ? ` (${summary.note})` : '';
  return `The operation was not called: ${ends[summary?.end ?? 'completed']}${note}.`;
}

/**
 * What this runtime cannot call as users do (custom code, webhooks, files, policies that it does not know) is told as a warning of the
 * operation and is not among the expected checks: it counts as untested, a reviewer sees it, and the rest can still pass. Were it a
 * check that did not run, no connector with a webhook trigger could ever be certified. That nothing at all was called never passes.
 */
function faultsOfPlan({ untestable, valueless }: Plan): FunctionalFault[] {
  return [
    ...untestable.map(({ operation, reason }) => ({
      rule: 'functional-operation-untested',
      severity: 'warning' as const,
      pointer: operation.pointer,
      message: `${operation.operationId} was not tested: ${reason}.`,
      fix: 'Show the reviewer in another way that it works. It is not counted as tested.',
    })),
    ...valueless.map(({ operation, reason }) => ({
      rule: 'functional-value-missing',
      severity: 'error' as const,
      pointer: operation.pointer,
      message: `${operation.operationId} could not be called: there is no value for ${reason}.`,
      fix: 'Give the value in tests/values.json.',
    })),
  ];
}

function checksOfPlan({ cases, untestable, valueless }: Plan): CheckResult[] {
  const missing = valueless.map(({ operation, reason }): CheckResult => {
    return { id: checkId(operation), state: 'not-run', reason: `No value for ${reason}.`, fault: 'yours' };
  });
  if (cases.length > 0 || missing.length > 0) return missing;
  const reason =
    untestable.length > 0
      ? 'None of the operations can be called here; each has a warning that says why.'
      : 'The definition has no operation.';
  return [{ id: 'functional/any-operation', state: 'not-run', reason, fault: 'ours' }];
}

/** What was run, and what came of it. */
interface Run {
  readonly collection: Collection;
  readonly summary: RunSummary | null;
  readonly record: GatewayRecord;
}

/** The record as JSON. Exchanges were redacted where they were made; this covers whatever stands beside them. */
function evidenceOf(
  content: PackageContent,
  { cases, untestable, valueless }: Plan,
  { collection, summary, record }: Run,
  redactor: Redactor,
): Uint8Array {
  const text = JSON.stringify(
    {
      kind: 'assay.functional-record',
      version: 1,
      package: content.digest,
      run: summary,
      planned: cases.map(({ id, target, request }) => ({
        case: id,
        operationId: target.operation.operationId,
        origins: request.origins,
      })),
      untested: [...untestable, ...valueless].map(({ operation, reason }) => ({
        operationId: operation.operationId,
        reason,
      })),
      collection,
      refusedRequests: record.refused,
      exchanges: record.exchanges.map(storedExchange),
    },
    (_name, value: unknown) => (typeof value === 'string' ? redactor.text(value) : value),
    1,
  );
  return Buffer.from(text, 'utf8');
}
