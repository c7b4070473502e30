import { posix } from 'node:path';
import type { Finding } from '../../core/finding.js';
import { listRules } from '../../rulebook.js';
import type { ListedRule } from '../../rulebook.js';
import type { Checked, CheckResult } from '../check/result.js';

/** SARIF 2.1.0, as code scanning services read it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarif(results: readonly Checked[]): string {
  const [first] = results;
  const all = results.flatMap(({ result }) => result.findings.map(finding => ({ result, finding })));
  const rules = [...new Map(all.map(({ finding }) => [finding.rule, finding])).values()].sort((a, b) =>
    a.rule < b.rule ? -1 : 1,
  );
  const indexOf = new Map(rules.map((finding, index) => [finding.rule, index]));
  const run = {
    tool: {
      driver: {
        name: 'assay',
        ...(first ? { version: first.result.engine.version, properties: { ruleset: first.result.ruleset } } : {}),
        rules: rules.map(finding => ruleOf(finding)),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: results.every(({ result }) => result.verdict !== 'inconclusive'),
        toolExecutionNotifications: results.flatMap(({ result }) => notifications(result)),
      },
    ],
    results: all.map(({ result, finding }) => ({
      ruleId: finding.rule,
      ruleIndex: indexOf.get(finding.rule),
      level: levelOf(finding),
      message: { text: `${finding.message} Fix: ${finding.fix}` },
      locations: [locationOf(result.path, finding)],
      partialFingerprints: { 'assay/v1': finding.fingerprint },
      baselineState: finding.status === 'carried' ? 'unchanged' : 'new',
      ...(finding.status === 'waived' ? { suppressions: [{ kind: 'external', status: 'accepted' }] } : {}),
      properties: { pointer: finding.pointer, severity: finding.severity },
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels = { error: 'error', ratchet: 'error', ack: 'error', warning: 'warning', info: 'note' } as const;

/** A rule as the log describes it; of a rule that is not ours (a programme's own), what its finding says. */
function ruleOf({ rule, severity, fix, docs }: Finding) {
  const known = described().get(rule);
  return {
    id: rule,
    ...(known ? { shortDescription: { text: known.description }, fullDescription: { text: known.why } } : {}),
    help: { text: known?.fix ?? fix },
    defaultConfiguration: { level: levels[severity] },
    properties: { docs },
  };
}

let rulebook: ReadonlyMap<string, ListedRule> | null = null;

/** The rules by id, listed when the first log is made. */
function described(): ReadonlyMap<string, ListedRule> {
  rulebook ??= new Map(listRules().map(rule => [rule.id, rule]));
  return rulebook;
}

function levelOf(finding: Finding): 'error' | 'warning' | 'note' {
  if (finding.blocks) return 'error';
  return finding.severity === 'info' ? 'note' : 'warning';
}

function locationOf(path: string, finding: Finding) {
  const artifactLocation = { uri: uriOf(posix.join(path.replaceAll('\\', '/'), finding.file)) };
  if (finding.line === null) return { physicalLocation: { artifactLocation } };
  const region = { startLine: finding.line, startColumn: finding.column ?? 1 };
  return { physicalLocation: { artifactLocation, region } };
}

function uriOf(path: string): string {
  return path
    .split('/')
    .map(part => encodeURIComponent(part.toWellFormed()))
    .join('/');
}

function notifications(result: CheckResult) {
  const reasons = result.notRun.map(({ stage, check, reason }) => `${stage}: ${check}: ${reason}`);
  if (result.problem) reasons.push(`${result.problem.title} ${result.problem.detail}`);
  return reasons.map(reason => ({ level: 'error', message: { text: `${result.path}: ${reason}` } }));
}
