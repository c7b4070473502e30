import { loadRule } from '../../../rulesets/programme/load-programme.js';
import { connectorProgramme, profileNamed, severityIn } from '../../../rulesets/programme/programme.js';
import type { Programme } from '../../../rulesets/programme/programme.js';
import type { Limits, Rule } from '../../../rulesets/define-rule.js';
import type { Finding } from '../../core/finding.js';
import { nearest } from '../../core/nearest.js';
import { problem } from '../../core/problems.js';
import { openProgramme, profileIn } from '../../programme.js';
import { createLinter } from '../../stages/lint/linter.js';
import { checkPackage } from '../check/check-package.js';
import { findPackages } from '../check/find-packages.js';
import { createProgress } from '../check/progress.js';
import type { ExitCode } from '../exit-code.js';
import { json } from '../json.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

/** On what a draft is tried. */
export interface Trial {
  readonly corpus: string;
  readonly profile: string;
  /** File of the programme that has the profile or the rule; null for none. */
  readonly programme: string | null;
  readonly limits: Limits;
  readonly format: 'text' | 'json';
  /** How many of the connectors that are hit are shown. */
  readonly samples: number;
}

interface Hit {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/**
 * Judges every connector of a corpus by one rule alone and tells how many it would hit. Nothing else is judged, so a trial of a new
 * rule takes seconds. Throws what the rule's file, the programme and the corpus can be.
 */
export async function tryRule(named: string, trial: Trial, terminal: Terminal): Promise<ExitCode> {
  const opened = await openProgramme(trial.programme);
  const { programme } = opened;
  profileIn(opened, trial.profile);
  const rule = await ruleOf(named, programme);
  const alone = programmeOf(rule, programme, trial);
  const linter = createLinter(alone);
  const paths = await findPackages(trial.corpus);
  const progress = createProgress(paths.length, terminal);
  const hits: Hit[] = [];
  const unjudged: string[] = [];
  for (const [done, path] of paths.entries()) {
    const request = { path, profile: trial.profile, excerpts: false };
    const { result } = await checkPackage(request, { linter, published: null });
    const findings = result.findings.filter(finding => finding.rule === rule.id);
    if (findings.length > 0) hits.push({ path, findings });
    else if (result.package === null || result.notRun.some(({ check }) => check === rule.id)) unjudged.push(path);
    progress.show(done + 1);
  }
  progress.clear();
  const weight = severityIn(profileNamed(alone, trial.profile), rule);
  const told = { rule: rule.id, severity: weight, limits: { ...rule.limits, ...trial.limits }, judged: paths.length };
  if (trial.format === 'json') terminal.out(json({ ...told, unjudged, hit: hits.length, hits }));
  else terminal.out(summary({ ...told, hits, unjudged }, trial, terminal));
  return 0;
}

/** A rule that there is, by its id; any other name is that of a file. */
async function ruleOf(named: string, { rules }: Programme): Promise<Rule> {
  const known = rules.find(rule => rule.id === named);
  if (known) return known;
  if (/^[a-z0-9-]+$/.test(named)) {
    const close = nearest(
      named,
      rules.map(({ id }) => id),
    );
    throw problem('rule-not-found', { id: named, suggestion: close === null ? '' : ` Did you mean ${close}?` });
  }
  return loadRule(named);
}

/** A programme of this rule alone, with the limits of the trial. A limit that the rule does not have is refused. */
function programmeOf(rule: Rule, { profiles }: Programme, { limits, profile: name }: Trial): Programme {
  const unknown = Object.keys(limits).find(limit => !Object.hasOwn(rule.limits, limit));
  if (unknown !== undefined) {
    const has = Object.keys(rule.limits).join(', ') || 'none';
    throw problem('options-conflict', {
      reason: `The rule ${rule.id} has no limit ${unknown}; its limits: ${has}.`,
      fix: `\`assay rules ${rule.id}\` shows them.`,
    });
  }
  const profile = profileNamed({ ...connectorProgramme, profiles }, name);
  const tried = {
    ...profile,
    limits: new Map([...profile.limits, [rule.id, { ...profile.limits.get(rule.id), ...limits }]]),
  };
  return { ...connectorProgramme, rules: [rule], profiles: new Map([...profiles, [name, tried]]), waivers: [] };
}

function summary(
  {
    rule,
    severity,
    judged,
    hits,
    unjudged,
  }: { rule: string; severity: string; judged: number; hits: Hit[]; unjudged: string[] },
  { samples, profile }: Trial,
  { paint }: Terminal,
): string {
  const findings = hits.reduce((sum, hit) => sum + hit.findings.length, 0);
  const share = judged === 0 ? '0.0' : ((100 * hits.length) / judged).toFixed(1);
  const lines = [
    `${paint.bold(rule)}  ${severity} for ${profile}`,
    `Hits ${paint.bold(`${hits.length} of ${judged}`)} connectors (${share} %), with ${findings} ${findings === 1 ? 'finding' : 'findings'}.`,
  ];
  if (unjudged.length > 0) lines.push(paint.yellow(`${unjudged.length} could not be judged: ${names(unjudged)}.`));
  for (const { path, findings: found } of hits.slice(0, samples)) {
    const [first] = found;
    const place =
      first === undefined ? '' : [first.file, first.line, first.column].filter(part => part !== null).join(':');
    lines.push(
      '',
      `  ${printable(path)}  ${paint.dim(place)}  ${found.length === 1 ? '' : `×${found.length}`}`.trimEnd(),
    );
    if (first) lines.push(`    ${printable(first.message)}`);
  }
  if (hits.length > samples)
    lines.push('', paint.dim(`… and ${hits.length - samples} more; --samples shows them, --format json lists all.`));
  return `${lines.join('\n')}\n`;
}

function names(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).map(printable).join(', ');
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
