import type { Finding } from '../../../core/finding.js';
import { escapeXml as xml } from '../../../core/xml.js';
import type { FunctionalReport, ReportedCase, ReportedOperation, ReportedOwn } from './functional-report.js';
import { expectationOf } from './words.js';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * The report as JUnit XML (the form of Jenkins' junit-10.xsd): a suite for each operation with a test case for each of its cases, one for
 * each of the submitter's own collections, and one for what is about the package as a whole. A case that failed is a failure; one that did
 * not run is skipped, with the reason; one by which the verdict is inconclusive is an error: it must not look like a pass. Pure.
 */
export function junitReport(report: FunctionalReport): string {
  const { operations, own, findings, notRun, startedAt, durationMs } = report;
  const covered = new Set(operations.flatMap(({ cases }) => cases.flatMap(({ reason }) => reason ?? [])));
  const others = notRun.filter(({ reason }) => !covered.has(reason));
  const whole = [
    ...findings.map(finding => findingCase(finding)),
    ...others.map(({ check, reason, fault }) =>
      testCase('package', check, null, { outcome: fault === 'yours' ? 'skipped' : 'error', text: reason }),
    ),
  ];
  const suites = [
    ...operations.map(operation => operationSuite(operation, startedAt)),
    ...own.map(one => ownSuite(one, startedAt)),
    ...(whole.length > 0 || operations.length === 0 ? [suite('package', whole, { startedAt, durationMs: 0 })] : []),
  ];
  const counts = total(suites.flatMap(({ cases }) => cases));
  const identity = `engine ${report.engine.version} · ruleset ${report.ruleset.version} ${report.ruleset.digest}`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<testsuites name="${xml(`assay functional: ${report.verdict} · ${identity}`)}" ${counts} time="${seconds(durationMs)}">\n` +
    `${suites.map(({ text }) => text).join('')}</testsuites>\n`
  );
}

interface Written {
  readonly outcome: Outcome;
  readonly text: string;
}

function operationSuite(
  { operationId, cases, untested, durationMs, findings }: ReportedOperation,
  startedAt: string | null,
) {
  const told = new Set(cases.flatMap(({ faults }) => faults.map(({ message }) => message)));
  const written = [
    ...cases.map(one => caseOf(operationId, one)),
    ...untested.map(({ kind, reason }) =>
      testCase(operationId, kind === 'all' ? 'not tested' : `${kind} (not tested)`, null, {
        outcome: 'skipped',
        text: reason,
      }),
    ),
    ...findings.filter(({ message }) => !told.has(message)).map(finding => findingCase(finding, operationId)),
  ];
  return suite(operationId, written, { startedAt, durationMs });
}

function caseOf(operationId: string, one: ReportedCase): Written {
  const { kind, about, verdict, reason, fault, durationMs, faults } = one;
  const name = `${kind} ${about}`.trim();
  const told = faults.map(({ message, fix }) => `${message}\nFix: ${fix}`).join('\n\n');
  const outcomes = {
    passed: 'passed',
    warned: 'passed',
    failed: 'failure',
    'not-run': fault === 'yours' ? 'skipped' : 'error',
  } as const;
  const outcome = outcomes[verdict];
  const text = outcome === 'skipped' || outcome === 'error' ? (reason ?? 'It did not run.') : told;
  return testCase(operationId, `${name} [${one.case}]`, durationMs, { outcome, text: text || expectationOf(kind) });
}

function ownSuite({ path, end, note, assertions, durationMs }: ReportedOwn, startedAt: string | null) {
  const ended: TestCase =
    end === 'completed' && note === null
      ? { outcome: 'passed', text: '' }
      : { outcome: 'failure', text: `It did not run to its end: ${note ?? end}.` };
  const written = [
    testCase(path, 'runs to its end', durationMs, ended),
    // The submitter's own word: it is told, and fails nothing.
    ...assertions.map(({ item, name, passed, error }) =>
      testCase(path, `${item ?? ''} ${name}`.trim(), null, {
        outcome: passed ? 'passed' : 'skipped',
        text: passed ? '' : `The submitter’s test failed: ${error ?? 'no reason was given'}`,
      }),
    ),
  ];
  return suite(path, written, { startedAt, durationMs });
}

function findingCase({ rule, blocks, file, line, column, message, fix }: Finding, name = 'package'): Written {
  const where = [file, line, column].filter(part => part !== null).join(':');
  return testCase(name, `${rule} ${where}`, null, {
    outcome: blocks ? 'failure' : 'passed',
    text: `${message}\nFix: ${fix}`,
  });
}

function suite(
  name: string,
  cases: readonly Written[],
  { startedAt, durationMs }: { readonly startedAt: string | null; readonly durationMs: number },
) {
  const stamp = startedAt === null ? '' : ` timestamp="${xml(startedAt.replace(/\.\d+Z$/, ''))}"`;
  const text =
    `  <testsuite name="${xml(name)}" ${total(cases)} time="${seconds(durationMs)}"${stamp}>\n` +
    `${cases.map(one => one.text).join('')}  </testsuite>\n`;
  return { cases, text };
}

function total(cases: readonly Written[]): string {
  const count = (outcome: Outcome) => cases.filter(one => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function testCase(suiteName: string, name: string, durationMs: number | null, { outcome, text }: TestCase): Written {
  const time = durationMs === null ? '' : ` time="${seconds(durationMs)}"`;
  const open = `    <testcase classname="${xml(suiteName)}" name="${xml(name)}"${time}`;
  const [line = ''] = text.split('\n');
  const inside = {
    passed: text === '' ? '' : `<system-out>${xml(text)}</system-out>`,
    failure: `<failure message="${xml(line)}">${xml(text)}</failure>`,
    error: `<error message="${xml(line)}">${xml(text)}</error>`,
    skipped: `<skipped message="${xml(line)}"/>`,
  }[outcome];
  return { outcome, text: inside === '' ? `${open}/>\n` : `${open}>${inside}</testcase>\n` };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
