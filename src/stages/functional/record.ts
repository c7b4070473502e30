import { createHash } from 'node:crypto';
import type { ProfileName } from '../../core/finding.js';
import { objectOf, own as ownMember } from '../../core/json-value.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import { verdictOf } from '../../core/verdict.js';
import type { Definition } from '../../runtime/definition.js';
import { storedExchange } from '../../runtime/exchange.js';
import { textOf } from '../../runtime/json.js';
import type { Redactor } from '../../runtime/redact.js';
import { storedCallable } from './callable-operations.js';
import type { CallableOperations } from './callable-operations.js';
import type { Leftover } from './cleanup.js';
import type { JudgedRun } from './judge-run.js';
import { redacting } from './kept-exchange.js';
import type { Plan } from './plan.js';
import type { OwnRuns } from './run-own.js';
import type { Run } from './run-suite.js';
import { storedTriggerRun } from './triggers/stored-run.js';
import type { TriggerRun } from './triggers/trigger-run.js';
import { triggerCases } from './triggers/trigger-test.js';

export const recordKind = 'assay.functional-record';
/** Of the form of the record. A change that a reader has to know of makes it higher; docs/reference/functional-checks.md describes the newest. */
export const recordVersion = 3;

/** What was tested, by whom, and when. */
export interface RecordSubject {
  /** The package's. */
  readonly digest: string;
  readonly profile: ProfileName;
  readonly definition: Definition;
  readonly callable: CallableOperations;
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** What the evidence of one functional stage is made of. */
export interface RecordInput extends JudgedRun {
  readonly subject: RecordSubject;
  readonly plan: Plan;
  readonly runs: readonly Run[];
  readonly triggers: readonly TriggerRun[];
  /** Why nothing could be called back, or null; a replay plans with it. */
  readonly noCallbacks: string | null;
  /** Null when they were not reached. */
  readonly own: OwnRuns | null;
  readonly leftovers: readonly Leftover[];
}

/**
 * The evidence as JSON (UTF-8), in the form that docs/reference/functional-checks.md describes: what was found, and everything that it
 * takes to find it again without the API. Exchanges were redacted where they were made; this covers whatever stands beside them.
 */
export function recordOf(input: RecordInput, redactor: Redactor): Uint8Array {
  const { subject, plan, runs, triggers, noCallbacks, own, leftovers, checks, findings, coverage, strength } = input;
  const { digest, profile, definition, callable, engine, ruleset, startedAt, endedAt } = subject;
  const about = objectOf(ownMember(definition.document, 'info'));
  const redactedText = JSON.stringify(
    {
      kind: recordKind,
      version: recordVersion,
      package: digest,
      profile,
      engine,
      ruleset,
      connector: {
        title: textOf(ownMember(about, 'title')),
        version: textOf(ownMember(about, 'version')),
        host: definition.host,
        basePath: definition.basePath,
      },
      startedAt,
      endedAt,
      verdict: verdictOf({ checks, findings, evidence: [] }),
      checks,
      findings,
      operations: definition.operations.map(operation => ({
        operationId: operation.operationId,
        method: operation.method,
        path: operation.path,
        pointer: operation.pointer,
        summary: textOf(ownMember(operation.declaration, 'summary')),
        ...storedCallable(operation, callable),
      })),
      runs: runs.map(({ name, summary, record, collection }) => ({
        name,
        summary,
        refusedRequests: record.refused,
        collection,
      })),
      ownReached: own !== null,
      ownRefusal: own?.refusal ?? null,
      own: (own?.runs ?? []).map(({ path, summary, record, collection, limitMs }) => ({
        path,
        summary,
        limitMs,
        refusedRequests: record.refused,
        collection,
        exchanges: record.exchanges.map(storedExchange),
      })),
      noCallbacks,
      triggers: triggers.map(storedTriggerRun),
      planned: [...plan.cases, ...triggerCases(plan.triggers)].map(({ id, kind, about: how, target, request }) => ({
        case: id,
        kind,
        about: how,
        operationId: target.operation.operationId,
        signedIn: target.signedIn !== false,
        origins: request.origins,
      })),
      chains: plan.chains.map(({ create, uses, removal }) => ({
        creates: create.operationId,
        uses: uses.map(({ operationId }) => operationId),
        removes:
          removal.kind === 'operation' || removal.kind === 'given' ? removal.operation.operationId : removal.kind,
      })),
      leftovers: leftovers.map(({ create, id, reason }) => ({ creates: create.operationId, id, reason })),
      coverage,
      strength,
      exchanges: runs.flatMap(({ name, record }) =>
        record.exchanges.map(exchange => ({ run: name, ...storedExchange(exchange) })),
      ),
    },
    redacting(redactor),
  );
  const record = JSON.parse(redactedText) as object;
  return Buffer.from(JSON.stringify({ ...record, seal: sealOf(record) }, null, 1), 'utf8');
}

/**
 * SHA-256 in hex over a record without its seal, as `JSON.stringify` writes it. It tells a record that was damaged or edited by mistake; who
 * forges one seals it again, and is found out by the digest of the whole file, which the service's report and the certificate name.
 */
export function sealOf(record: object): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex');
}
