import type { Finding } from '../../../core/finding.js';
import { packageFileNames } from '../../../core/package.js';
import type { EngineIdentity, RulesetIdentity } from '../../../core/ruleset.js';
import type { CheckResult, Verdict } from '../../../core/verdict.js';
import type { CaseVerdict } from '../coverage.js';
import type { StoredRecord } from '../replay/stored-record.js';
import { callsByCase } from './calls.js';

type Fault = 'yours' | 'ours' | 'upstream';

/** One planned case, and what became of it. */
export interface ReportedCase {
  readonly case: string;
  readonly kind: string;
  /** How the call differs from one that is to succeed; empty for one that is. */
  readonly about: string;
  readonly verdict: CaseVerdict;
  /** Why it did not run, and by whose fault; null when it ran. */
  readonly reason: string | null;
  readonly fault: Fault | null;
  readonly signedIn: boolean;
  /** Statuses that it was answered with, or why there was no answer, in the order of its calls. */
  readonly answers: readonly (number | string)[];
  /** Milliseconds of all its calls together. */
  readonly durationMs: number;
  readonly faults: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly fix: string;
  }[];
}

/** One operation: what was tried, what was seen. */
export interface ReportedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string | null;
  readonly trigger: string;
  /** The worst that became of its cases; `not-run` where none ran. */
  readonly status: CaseVerdict;
  readonly documented: readonly string[];
  readonly unseen: readonly string[];
  readonly seen: readonly {
    readonly status: number;
    readonly signedIn: boolean;
    readonly times: number;
    readonly declared: boolean;
  }[];
  readonly flaky: boolean;
  readonly durationMs: number;
  readonly cases: readonly ReportedCase[];
  readonly untested: readonly { readonly kind: string; readonly reason: string }[];
  /** Findings about it, by the place that they name. */
  readonly findings: readonly Finding[];
}

/** A test that one of the submitter's own collections made. */
export interface ReportedAssertion {
  readonly item: string | null;
  readonly name: string;
  readonly passed: boolean;
  readonly error: string | null;
}

/** The submitter's own collections. */
export interface ReportedOwn {
  readonly path: string;
  readonly end: string;
  readonly note: string | null;
  readonly assertions: readonly ReportedAssertion[];
  readonly assertionsLeftOut: number;
  readonly calls: number;
  readonly durationMs: number;
}

/**
 * The functional test of one package, for people and programs: the member `functional` of `assay test --format json`, and what the service
 * answers for `format=json`. docs/reference/functional-reports.md describes it; members are only ever added.
 */
export interface FunctionalReport {
  readonly kind: 'assay.functional-report';
  readonly version: 1;
  readonly package: string | null;
  readonly connector: { readonly title: string | null; readonly version: string | null; readonly host: string | null };
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  readonly profile: string;
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly verdict: Verdict;
  /** Whose turn it is to change something: null where nothing keeps the test from passing. */
  readonly fault: Fault | null;
  readonly totals: {
    readonly operations: number;
    readonly tested: number;
    readonly documentedStatuses: number;
    readonly seenStatuses: number;
    readonly cases: Readonly<Record<CaseVerdict | 'all', number>>;
    readonly calls: number;
    readonly flaky: number;
    readonly findings: Readonly<Record<'blocking' | 'warning' | 'info' | 'waived', number>>;
  };
  /** How many of the ways in which the answers could be wrong the tests notice; null when it was not measured. */
  readonly strength: {
    readonly judged: number;
    readonly noticed: number;
    readonly share: number | null;
    readonly survivors: readonly { readonly operationId: string; readonly mutation: string; readonly at: string }[];
  } | null;
  readonly operations: readonly ReportedOperation[];
  readonly own: readonly ReportedOwn[];
  readonly chains: readonly { readonly creates: string; readonly uses: readonly string[]; readonly removes: string }[];
  readonly leftovers: readonly { readonly creates: string; readonly id: string | null; readonly reason: string }[];
  readonly notRun: readonly { readonly check: string; readonly reason: string; readonly fault: Fault }[];
  /** Findings that are about no operation. */
  readonly findings: readonly Finding[];
  readonly runs: readonly {
    readonly name: string;
    readonly end: string;
    readonly note: string | null;
    readonly isolation: string | null;
    readonly calls: number;
  }[];
}

/** What was judged: by the stage itself, or, with waivers and what other stages found, by who asks for the report. */
export interface Judged {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
}

/** The identity of a run of which there is no record. */
export type Unrecorded = Pick<FunctionalReport, 'engine' | 'ruleset' | 'profile'>;

/** Survivors that a report lists; the record has them all. */
const mostSurvivors = 50;

/** Makes the report of a record, with the verdict, checks and findings that it is to show. Pure. */
export function reportOf(record: StoredRecord, judged: Judged = record): FunctionalReport {
  const { engine, ruleset, profile, connector, strength, chains, leftovers } = record;
  const operations = operationsOf(record, judged.findings);
  const shown = new Set(operations.flatMap(({ findings }) => findings));
  return {
    ...blank({ engine, ruleset, profile }, judged),
    package: record.package,
    connector: { title: connector.title, version: connector.version, host: connector.host },
    startedAt: record.startedAt,
    durationMs: Math.max(0, Date.parse(record.endedAt) - Date.parse(record.startedAt)),
    totals: {
      ...blankTotals(judged.findings),
      operations: record.coverage.totals.operations,
      tested: record.coverage.totals.tested,
      documentedStatuses: record.coverage.totals.documentedStatuses,
      seenStatuses: record.coverage.totals.seenStatuses,
      cases: countCases(operations),
      calls: [record, ...record.triggers, ...record.own].reduce((all, { exchanges }) => all + exchanges.length, 0),
      flaky: operations.filter(({ flaky }) => flaky).length,
    },
    strength: {
      judged: strength.judged,
      noticed: strength.noticed,
      share: strength.share,
      survivors: strength.survivors
        .slice(0, mostSurvivors)
        .map(({ operationId, mutation, at }) => ({ operationId, mutation, at })),
    },
    operations,
    own: record.own.map(({ path, summary, exchanges }) => ({
      path,
      end: summary.end,
      note: summary.note,
      assertions: summary.assertions,
      assertionsLeftOut: summary.assertionsLeftOut,
      calls: exchanges.length,
      durationMs: sum(exchanges),
    })),
    chains,
    leftovers,
    findings: judged.findings.filter(finding => !shown.has(finding)),
    runs: record.runs.map(({ name, summary }) => ({
      name,
      end: summary?.end ?? 'died',
      note: summary?.note ?? null,
      isolation: summary?.isolation ?? null,
      calls: record.exchanges.filter(({ run }) => run === name).length,
    })),
  };
}

/** The report of a test that called nothing, because the package was not accepted. */
export function reportOfNothing(identity: Unrecorded, judged: Judged): FunctionalReport {
  return blank(identity, judged);
}

/** The worst of some verdicts; `not-run` when there is none. */
export function worstOf(verdicts: readonly CaseVerdict[]): CaseVerdict {
  const order: readonly CaseVerdict[] = ['failed', 'warned', 'passed'];
  return order.find(one => verdicts.includes(one)) ?? 'not-run';
}

function blank({ engine, ruleset, profile }: Unrecorded, judged: Judged): FunctionalReport {
  const { verdict, checks, findings } = judged;
  return {
    kind: 'assay.functional-report',
    version: 1,
    package: null,
    connector: { title: null, version: null, host: null },
    engine,
    ruleset,
    profile,
    startedAt: null,
    durationMs: 0,
    verdict,
    fault: faultOf(judged),
    totals: blankTotals(findings),
    strength: null,
    operations: [],
    own: [],
    chains: [],
    leftovers: [],
    notRun: checks.flatMap(check =>
      check.state === 'not-run' ? [{ check: check.id, reason: check.reason, fault: check.fault }] : [],
    ),
    findings,
    runs: [],
  };
}

function blankTotals(findings: readonly Finding[]): FunctionalReport['totals'] {
  const open = findings.filter(({ status }) => status !== 'waived');
  return {
    operations: 0,
    tested: 0,
    documentedStatuses: 0,
    seenStatuses: 0,
    cases: { all: 0, passed: 0, warned: 0, failed: 0, 'not-run': 0 },
    calls: 0,
    flaky: 0,
    findings: {
      blocking: open.filter(({ blocks }) => blocks).length,
      warning: open.filter(({ blocks, severity }) => !blocks && severity !== 'info').length,
      info: open.filter(({ blocks, severity }) => !blocks && severity === 'info').length,
      waived: findings.length - open.length,
    },
  };
}

function operationsOf(record: StoredRecord, findings: readonly Finding[]): ReportedOperation[] {
  const signedIn = new Map(record.planned.map(planned => [planned.case, planned.signedIn]));
  const callsOf = callsByCase(record);
  return record.coverage.operations.map((covered, index): ReportedOperation => {
    const operation = record.operations[index];
    const { operationId, trigger, documented, unseen, seen, untested } = covered;
    const cases = covered.cases.map((one): ReportedCase => {
      const made = callsOf(one.case).exchanges;
      return {
        case: one.case,
        kind: one.kind,
        about: one.about,
        verdict: one.verdict,
        reason: one.reason,
        fault: one.fault,
        signedIn: signedIn.get(one.case) ?? true,
        answers: made.map(({ result }) => (result.kind === 'answer' ? result.status : result.reason)),
        durationMs: sum(made),
        faults: one.faults.map(({ rule, severity, message, fix }) => ({ rule, severity, message, fix })),
      };
    });
    const at = operation?.pointer ?? null;
    return {
      operationId,
      method: operation?.method ?? '',
      path: operation?.path ?? '',
      summary: operation?.summary ?? null,
      trigger,
      status: worstOf(cases.map(({ verdict }) => verdict)),
      documented,
      unseen,
      seen: seen.map(({ status, signedIn: signed, times, declared }) => ({
        status,
        signedIn: signed,
        times,
        declared,
      })),
      flaky: cases.some(({ faults }) => faults.some(({ rule }) => rule === 'functional-flaky')),
      durationMs: cases.reduce((all, one) => all + one.durationMs, 0),
      cases,
      untested: untested.map(({ kind, reason }) => ({ kind, reason })),
      findings: findings.filter(
        ({ file, pointer }) =>
          file === packageFileNames.definition &&
          at !== null &&
          (pointer === at || pointer?.startsWith(`${at}/`) === true),
      ),
    };
  });
}

function countCases(operations: readonly ReportedOperation[]): FunctionalReport['totals']['cases'] {
  const counts = { all: 0, passed: 0, warned: 0, failed: 0, 'not-run': 0 };
  for (const { verdict } of operations.flatMap(({ cases }) => cases)) {
    counts.all += 1;
    counts[verdict] += 1;
  }
  return counts;
}

/** Who has to change something: the author where something blocks; else whose fault it is that a check did not run. */
function faultOf({ verdict, checks }: Judged): Fault | null {
  if (verdict === 'pass') return null;
  if (verdict === 'fail') return 'yours';
  const faults = checks.flatMap(check => (check.state === 'not-run' ? [check.fault] : []));
  return (['ours', 'upstream', 'yours'] as const).find(fault => faults.includes(fault)) ?? 'ours';
}

function sum(exchanges: readonly { readonly durationMs: number }[]): number {
  return Math.round(exchanges.reduce((all, { durationMs }) => all + durationMs, 0));
}
