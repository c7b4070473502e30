import type { Finding } from '../../core/finding.js';
import { escapeXml as xml } from '../../core/xml.js';
import { identityLine } from '../check/result.js';
import type { Checked, CheckResult } from '../check/result.js';

/** JUnit XML: one suite a package, one test case a finding (failing where it blocks), one passing case when there is none. */
export function junit(results: readonly Checked[]): string {
  const suites = results.map(({ result }) => suite(result)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="assay">\n${suites}</testsuites>\n`;
}

function suite(result: CheckResult): string {
  const failures = result.findings.filter(finding => finding.blocks).length;
  const errors = result.notRun.length + (result.problem ? 1 : 0);
  const cases = [
    ...result.findings.map(finding => findingCase(result.path, finding)),
    ...result.notRun.map(({ stage, check, reason }) => errorCase(result.path, `${stage}: ${check}`, reason)),
    ...(result.problem ? [errorCase(result.path, result.problem.code, result.problem.detail)] : []),
  ];
  if (cases.length === 0) cases.push(`    <testcase classname="${xml(result.path)}" name="all rules"/>\n`);
  const seconds = (result.timings.totalMs / 1000).toFixed(3);
  return (
    `  <testsuite name="${xml(result.path)}" tests="${cases.length}" failures="${failures}" errors="${errors}" time="${seconds}">\n` +
    `    <properties>\n      <property name="identity" value="${xml(identityLine(result))}"/>\n    </properties>\n` +
    `${cases.join('')}  </testsuite>\n`
  );
}

function findingCase(path: string, finding: Finding): string {
  const where = [finding.file, finding.line, finding.column].filter(part => part !== null).join(':');
  const open = `    <testcase classname="${xml(path)}" name="${xml(`${finding.rule} ${where}`)}"`;
  const told = `${finding.message}\nFix: ${finding.fix}`;
  if (!finding.blocks) return `${open}>\n      <system-out>${xml(told)}</system-out>\n    </testcase>\n`;
  const type = xml(finding.severity);
  return `${open}>\n      <failure type="${type}" message="${xml(finding.message)}">${xml(told)}</failure>\n    </testcase>\n`;
}

function errorCase(path: string, name: string, reason: string): string {
  const open = `    <testcase classname="${xml(path)}" name="${xml(name)}">`;
  return `${open}\n      <error message="${xml(reason)}"/>\n    </testcase>\n`;
}
