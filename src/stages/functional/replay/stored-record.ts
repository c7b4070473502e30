import { z } from 'zod';
import { failureReasons } from '../../../runtime/exchange.js';

// What replays and reports read of a record, whoever it was handed in by. Limits of size are those of the file as a whole.

const headers = z.array(z.tuple([z.string(), z.string()]));
const body = z.object({
  encoding: z.enum(['utf-8', 'base64']),
  text: z.string(),
  size: z.number(),
  cut: z.boolean(),
});
const attempts = z
  .array(
    z.object({ outcome: z.union([z.number(), z.enum(failureReasons)]), durationMs: z.number(), waitedMs: z.number() }),
  )
  .optional();
const result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), status: z.int(), headers, body, attempts }),
  z.object({ kind: z.literal('failure'), reason: z.enum(failureReasons), text: z.string(), attempts }),
]);

const exchange = z.object({
  caseId: z.string(),
  operationId: z.string(),
  attempt: z.int().optional(),
  attempts: z.int().optional(),
  startedAt: z.string(),
  request: z.object({ method: z.string(), url: z.string(), headers, body: body.nullable() }),
  route: z.enum(['direct', 'declared']),
  connectedTo: z.string(),
  result,
  answered: result.optional(),
  durationMs: z.number(),
  secretsInAnswer: z.number(),
});

// What is compared with what is found now keeps the members that are not read here.
const fault = z.enum(['yours', 'ours', 'upstream']);
const check = z.discriminatedUnion('state', [
  z.looseObject({ id: z.string(), state: z.literal('ran') }),
  z.looseObject({ id: z.string(), state: z.literal('not-run'), reason: z.string(), fault }),
]);
const finding = z.looseObject({
  rule: z.string(),
  severity: z.enum(['error', 'ratchet', 'ack', 'warning', 'info']),
  blocks: z.boolean(),
  file: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  pointer: z.string().nullable(),
  message: z.string(),
  fix: z.string(),
  docs: z.string(),
  fingerprint: z.string(),
  status: z.enum(['new', 'carried', 'waived']),
  waiver: z.object({ id: z.string().optional(), by: z.string(), reason: z.string(), until: z.string() }).optional(),
});

const summary = z.object({
  end: z.enum(['completed', 'died', 'deadline']),
  requests: z.number().nullable(),
  failures: z.number().nullable(),
  note: z.string().nullable(),
  isolation: z.string(),
  assertions: z.array(
    z.object({ item: z.string().nullable(), name: z.string(), passed: z.boolean(), error: z.string().nullable() }),
  ),
  assertionsLeftOut: z.number(),
});

const caseVerdict = z.enum(['passed', 'warned', 'failed', 'not-run']);
const coverage = z.looseObject({
  operations: z.array(
    z.looseObject({
      operationId: z.string(),
      trigger: z.string(),
      documented: z.array(z.string()),
      unseen: z.array(z.string()),
      seen: z.array(z.looseObject({ status: z.int(), signedIn: z.boolean(), times: z.int(), declared: z.boolean() })),
      cases: z.array(
        z.looseObject({
          case: z.string(),
          kind: z.string(),
          about: z.string(),
          verdict: caseVerdict,
          reason: z.string().nullable(),
          fault: fault.nullable(),
          faults: z.array(
            z.looseObject({
              rule: z.string(),
              severity: z.enum(['error', 'warning', 'info']),
              message: z.string(),
              fix: z.string(),
            }),
          ),
        }),
      ),
      untested: z.array(z.looseObject({ kind: z.string(), reason: z.string() })),
    }),
  ),
  totals: z.looseObject({
    operations: z.int(),
    tested: z.int(),
    documentedStatuses: z.int(),
    seenStatuses: z.int(),
    cases: z.int(),
    triggers: z.int(),
    triggersTested: z.int(),
  }),
});

const strength = z.object({
  possible: z.int(),
  judged: z.int(),
  noticed: z.int(),
  share: z.number().nullable(),
  survivors: z.array(z.object({ caseId: z.string(), operationId: z.string(), mutation: z.string(), at: z.string() })),
});

/** The record of version 3. */
export const storedRecord = z.object({
  package: z.string(),
  profile: z.string(),
  engine: z.object({ name: z.literal('assay'), version: z.string() }),
  ruleset: z.object({ id: z.string(), version: z.string(), digest: z.string() }),
  connector: z.object({
    title: z.string().nullable(),
    version: z.string().nullable(),
    host: z.string().nullable(),
    basePath: z.string(),
  }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  checks: z.array(check),
  findings: z.array(finding),
  operations: z.array(
    z.object({
      operationId: z.string(),
      method: z.string(),
      path: z.string(),
      pointer: z.string(),
      summary: z.string().nullable(),
      testability: z.enum(['testable', 'webhook', 'untestable']),
      untestable: z.string().nullable(),
      triggerDataPath: z.string().nullable(),
    }),
  ),
  runs: z.array(
    z.object({
      name: z.enum(['main', 'closing', 'cleanup']),
      summary: summary.nullable(),
      refusedRequests: z.int(),
    }),
  ),
  ownReached: z.boolean(),
  ownRefusal: z.string().nullable(),
  own: z.array(
    z.object({
      path: z.string(),
      summary,
      limitMs: z.number(),
      refusedRequests: z.int(),
      exchanges: z.array(exchange),
    }),
  ),
  planned: z.array(
    z.object({
      case: z.string(),
      kind: z.string(),
      about: z.string(),
      operationId: z.string(),
      signedIn: z.boolean(),
    }),
  ),
  /** Why nothing could be called back; null when it could. */
  noCallbacks: z.string().nullable(),
  triggers: z.array(
    z.object({
      case: z.string(),
      notifications: z.array(
        z.object({
          phase: z.enum(['before-event', 'after-event', 'after-end']),
          receivedAt: z.string(),
          method: z.string(),
          headers,
          body: z.object({ encoding: z.enum(['utf-8', 'base64']), text: z.string() }),
        }),
      ),
      exchanges: z.array(exchange),
    }),
  ),
  chains: z.array(z.object({ creates: z.string(), uses: z.array(z.string()), removes: z.string() })),
  leftovers: z.array(z.object({ creates: z.string(), id: z.string().nullable(), reason: z.string() })),
  coverage,
  strength,
  exchanges: z.array(exchange.extend({ run: z.enum(['main', 'closing', 'cleanup']) })),
});

/** The record of one functional test, as its evidence has it. */
export type StoredRecord = z.output<typeof storedRecord>;
export type RecordedExchange = StoredRecord['exchanges'][number] | StoredRecord['own'][number]['exchanges'][number];
