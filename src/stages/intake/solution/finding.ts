import { createHash } from 'node:crypto';
import { explainedAt, fingerprintSource } from '../../../core/finding.js';
import type { Fault, Finding } from '../../../core/finding.js';
import { intakeRules } from '../rules.js';
import type { ArchiveFault } from './open-archive.js';
import type { Remark, SolutionRule } from './solution-rule.js';

const nowhere = { pointer: null, line: null, column: null };

/** The finding of a fault that an archive has by intake’s own rules. */
export function archiveFinding({ rule, file, message, fix }: ArchiveFault): Fault {
  const { severity } = intakeRules[rule];
  return { rule, severity, blocks: severity === 'error', file, ...nowhere, message, fix };
}

/** The finding of what a rule says. */
export function ruleFinding({ id, severity: usual, docs }: SolutionRule, remark: Remark): Fault {
  const { file, message, fix = docs.fix, severity = usual, at = nowhere } = remark;
  return { rule: id, severity, blocks: severity === 'error', file, ...at, message, fix };
}

/** Gives each its fingerprint; those that are alike in all that it is made of are numbered. */
export function fingerprinted(faults: readonly Fault[]): Finding[] {
  const told = new Map<string, number>();
  return faults.map(fault => {
    const source = fingerprintSource(fault, () => null);
    const ordinal = told.get(source) ?? 0;
    told.set(source, ordinal + 1);
    const fingerprint = createHash('sha256')
      .update(fingerprintSource(fault, () => null, ordinal))
      .digest('hex');
    return { ...fault, docs: explainedAt(fault.rule), fingerprint, status: 'new' };
  });
}
