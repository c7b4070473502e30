import { inOrder } from '../../../core/finding.js';
import type { Fault } from '../../../core/finding.js';
import type { CheckResult, Report } from '../../../core/verdict.js';
import { visible } from '../remark.js';
import { archiveFinding, fingerprinted, ruleFinding } from './finding.js';
import type { SolutionReading } from './read-solution-package.js';
import { solutionRules } from './rules.js';
import type { Level, SolutionPackage, SolutionSet } from './solution-package.js';
import type { Asked, Remark, SolutionRule } from './solution-rule.js';

/** What a rule said, and why it could not look at everything, where it could not. */
interface Judged {
  readonly remarks: Iterable<Remark>;
  readonly notRun?: string;
}

/**
 * Judges an opened package by every rule that is expected: those on the source, on the address and on an AI plug-in only where that
 * was asked for. Pure.
 */
export function judgeSolutionPackage({ index, faults }: SolutionReading, asked: Asked, name: string): Report {
  const checks: CheckResult[] = [{ id: 'archive', state: 'ran' }];
  const found: Fault[] = faults.map(archiveFinding);
  for (const rule of solutionRules.filter(one => isExpected(one, asked))) {
    const { remarks, notRun } = judge(rule, index, asked, name);
    for (const remark of remarks) found.push(ruleFinding(rule, remark));
    if (notRun === undefined) checks.push({ id: rule.id, state: 'ran' });
    else checks.push({ id: rule.id, state: 'not-run', reason: notRun, fault: 'yours' });
  }
  return { checks, findings: fingerprinted(inOrder(found)), evidence: [] };
}

function isExpected({ on }: SolutionRule, { plugin, source, address }: Asked): boolean {
  if (on === 'plugin') return plugin;
  if (on === 'source') return source !== undefined;
  return on !== 'address' || address !== undefined;
}

function judge(rule: SolutionRule, index: SolutionPackage, asked: Asked, name: string): Judged {
  switch (rule.on) {
    case 'address':
      return { remarks: rule.check(asked.address ?? '', asked.now, visible(name)) };
    case 'outer':
    case 'inner': {
      const listing = index[rule.on];
      return listing === null ? unreached(index, rule.on) : { remarks: rule.check(listing) };
    }
    case 'assets':
      return index.assets === null ? unreached(index, 'assets') : { remarks: rule.check(index.assets, asked) };
    case 'solution': {
      if (index.assets === null) return unreached(index, 'assets');
      const remarks = index.solutions.flatMap(solution => [...rule.check(solution)]);
      return { ...unreached(index, 'solutions'), remarks };
    }
    case 'solutions':
    case 'plugin':
    case 'source': {
      const set = setOf(index);
      if (typeof set === 'string') return { remarks: [], notRun: set };
      return { remarks: rule.on === 'source' ? rule.check(set, asked.source) : rule.check(set) };
    }
  }
}

/** The first reason, from the outside in, why not all of this level is there. */
function unreached({ unread }: SolutionPackage, level: Level): Judged {
  const notRun =
    unread.outer ?? unread.inner ?? unread.assets ?? (level === 'solutions' ? unread.solutions : undefined);
  return notRun === undefined ? { remarks: [] } : { remarks: [], notRun };
}

/** All solutions; where it is not known of every one what it brings, the reason. */
function setOf(index: SolutionPackage): SolutionSet | string {
  const { outer, assets } = index;
  const { notRun } = unreached(index, 'solutions');
  if (outer === null || assets === null || notRun !== undefined) return notRun ?? 'The package could not be opened.';
  const solutions = index.solutions.flatMap(one => (one.brings === null ? [] : [{ ...one, brings: one.brings }]));
  if (solutions.length < index.solutions.length) return 'Not every customizations.xml could be read.';
  return { file: assets.file, outer, solutions };
}
