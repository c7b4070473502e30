import { hash } from 'node:crypto';
import type { OpenedPackage } from '../../../rulesets/opened-package.js';
import type { Rule } from '../../../rulesets/define-rule.js';
import { explainedAt, fingerprintSource, inOrder } from '../../core/finding.js';
import type { Fault, Finding, Severity } from '../../core/finding.js';
import { packageFileNames } from '../../core/package.js';
import { createStablePointers } from '../../core/stable-pointer.js';
import type { PlacedReport } from './judgement.js';

/** Which weights block where nothing is known of an earlier version: all that is found is new. */
const blocking: readonly Severity[] = ['error', 'ratchet', 'ack'];

/** The fault of a report, in the form that every report uses. */
export function toFault(rule: Rule, severity: Severity, { message, fix, place }: PlacedReport): Fault {
  return {
    rule: rule.id,
    severity,
    blocks: blocking.includes(severity),
    ...place,
    message,
    fix: fix ?? rule.docs.fix,
  };
}

/** The findings of these faults, in order, each with a fingerprint of its own that stays when the files are moved around. */
export function toFindings(faults: readonly Fault[], opened: OpenedPackage): Finding[] {
  const stable = stablePointersOf(opened);
  const seen = new Map<string, number>();
  const identified = inOrder(faults).map((fault): Finding => {
    const source = fingerprintSource(fault, pointer => stable(fault.file, pointer));
    const ordinal = seen.get(source) ?? 0;
    seen.set(source, ordinal + 1);
    const own = ordinal === 0 ? source : fingerprintSource(fault, pointer => stable(fault.file, pointer), ordinal);
    const fingerprint = hash('sha256', own, 'hex');
    return { ...fault, docs: explainedAt(fault.rule), fingerprint, status: 'new' };
  });
  return identified;
}

/** Stable names of places in the two JSON files of a package, made when the first is asked for. */
function stablePointersOf({ definitionJson, propertiesJson }: OpenedPackage) {
  const makers = new Map<string, (pointer: string) => string>();
  return (file: string, pointer: string): string | null => {
    const json = { [packageFileNames.definition]: definitionJson, [packageFileNames.properties]: propertiesJson }[file];
    if (!json) return null;
    const known = makers.get(file);
    const maker = known ?? createStablePointers(json.value);
    if (!known) makers.set(file, maker);
    return maker(pointer);
  };
}
