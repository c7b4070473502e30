import { readJson } from '../../../core/json-text.js';
import { packageFileNames } from '../../../core/package.js';
import type { PackageContent } from '../../../core/package.js';
import { problem } from '../../../core/problems.js';
import type { EngineIdentity, RulesetIdentity } from '../../../core/ruleset.js';
import { verdictOf } from '../../../core/verdict.js';
import type { Report, Verdict } from '../../../core/verdict.js';
import { readDefinition } from '../../../runtime/definition.js';
import type { Definition } from '../../../runtime/definition.js';
import { callableOperations, restoredCallable } from '../callable-operations.js';
import type { StoredCallable } from '../callable-operations.js';
import { judgeRun } from '../judge-run.js';
import { isCut } from '../kept-exchange.js';
import { readOwnCollections } from '../own-collections/read.js';
import { planRun } from '../plan.js';
import type { Plan, Planned } from '../plan.js';
import { leftoversBehind, triggerExchanges } from '../run-suite.js';
import { createSchemaView } from '../schema-view.js';
import type { ViewSchema } from '../schema-view.js';
import { readTestValues, testValuesPath } from '../test-values.js';
import type { TestValues } from '../test-values.js';
import { createAnswerJudge } from '../validate-answer.js';
import { restoredTriggerRun } from '../triggers/stored-run.js';
import { triggerCases } from '../triggers/trigger-test.js';
import { agree, differencesBetween } from './differences.js';
import { recordedOwn, recordedRuns } from './recorded-run.js';
import type { StoredRecord } from './stored-record.js';

/** Who judges now. */
export interface ReplayIdentity {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
}

/** What a record comes to when it is judged again. */
export interface Replay {
  readonly report: Omit<Report, 'evidence'>;
  readonly verdict: Verdict;
  /** Where the record was judged by another Assay, or by other rules. */
  readonly identityDifferences: readonly string[];
  /** Where it was found something else then. Only another Assay may. */
  readonly differences: readonly string[];
}

/**
 * Judges the functional test of a package once more, by nothing but its record: the same plan, judges and findings, and no call. Throws
 * `evidence-of-another-package`; `evidence-incomplete`; `evidence-other-plan` when this Assay plans other calls than were made; and
 * `evidence-contradicts-itself` when the Assay that made the record finds something else by it now.
 */
export async function replay(record: StoredRecord, content: PackageContent, now: ReplayIdentity): Promise<Replay> {
  if (record.package !== content.digest) {
    throw problem('evidence-of-another-package', { recorded: record.package, given: content.digest });
  }
  requireWhole(record);
  const json = readJson(content.read(packageFileNames.definition) ?? new Uint8Array());
  const definition = readDefinition(json.value);
  const values = readTestValues(content.read(testValuesPath), definition.operations);
  const view = createSchemaView(definition.document);
  const planned = planOf(record, { definition, values, view });
  requireSamePlan(record, planned.plan, definition, now);

  const ownCollections = readOwnCollections(content, definition);
  const runs = recordedRuns(record);
  const own = recordedOwn(record, ownCollections);
  const triggers = record.triggers.map(restoredTriggerRun);
  const more = [...triggerExchanges(triggers), ...(own?.runs.flatMap(run => run.record.exchanges) ?? [])];
  const judged = await judgeRun({
    digest: content.digest,
    json,
    definition,
    view,
    values,
    ownCollections,
    plan: planned.plan,
    runs,
    triggers,
    own,
    leftovers: leftoversBehind(planned, runs, more),
    judging: { document: definition.document, judgeAnswer: createAnswerJudge(definition.document) },
    strength: { clock: () => 0, exactly: record.strength.judged },
  });
  const { checks, findings } = judged;
  const verdict = verdictOf({ checks, findings, evidence: [] });
  const differences = differencesBetween(record, { ...judged, verdict });
  if (differences.length > 0 && record.engine.version === now.engine.version) {
    throw problem('evidence-contradicts-itself', { differences: differences.join(' ') });
  }
  return { report: { checks, findings }, verdict, identityDifferences: identityDifferences(record, now), differences };
}

/** The plan of that day. What could not be called then is taken from the record: it depends on the connection, which no record holds. */
function planOf(
  record: StoredRecord,
  {
    definition,
    values,
    view,
  }: { readonly definition: Definition; readonly values: TestValues; readonly view: ViewSchema },
): Planned {
  return planRun({
    definition,
    values,
    view,
    ...callableOperations(definition, (_operation, index) =>
      restoredCallable(record.operations[index] ?? unknownOperation),
    ),
    day: record.startedAt.slice(0, 10),
    noCallbacks: record.noCallbacks,
  });
}

/** A record that lacks an operation of the definition is of another plan, which is told once there is one to compare. */
const unknownOperation: StoredCallable = { testability: 'untestable', untestable: '', triggerDataPath: null };

function requireSamePlan(record: StoredRecord, plan: Plan, definition: Definition, { engine }: ReplayIdentity): void {
  const planned = [...plan.cases, ...triggerCases(plan.triggers)].map(({ id, kind, about, target }) => ({
    case: id,
    kind,
    about,
    operationId: target.operation.operationId,
    signedIn: target.signedIn !== false,
  }));
  const differs = record.planned.findIndex((one, index) => !agree(one, planned[index]));
  if (
    differs === -1 &&
    record.planned.length === planned.length &&
    record.operations.length === definition.operations.length
  ) {
    return;
  }
  const reason =
    differs === -1
      ? `It has ${record.planned.length} cases of ${record.operations.length} operations; this Assay plans ${planned.length} of ${definition.operations.length}.`
      : `They differ first in ${record.planned[differs]?.case ?? 'the first case'}.`;
  throw problem('evidence-other-plan', { reason, recorded: record.engine.version, engine: engine.version });
}

function requireWhole({ exchanges, triggers, own }: StoredRecord): void {
  const cut = [...exchanges, ...[...triggers, ...own].flatMap(run => run.exchanges)].find(isCut);
  if (cut !== undefined) throw problem('evidence-incomplete', { operation: cut.operationId, case: cut.caseId });
}

function identityDifferences({ engine, ruleset }: StoredRecord, now: ReplayIdentity): string[] {
  const differences: string[] = [];
  if (engine.version !== now.engine.version) {
    differences.push(`It was recorded by Assay ${engine.version}; this is Assay ${now.engine.version}.`);
  }
  if (ruleset.digest !== now.ruleset.digest) {
    differences.push(
      `The rules were ${ruleset.version} ${ruleset.digest} then; they are ${now.ruleset.version} ${now.ruleset.digest}.`,
    );
  }
  return differences;
}
