import { createHash } from 'node:crypto';
import { explainedAt, fingerprintSource, inOrder } from '../../core/finding.js';
import type { Finding } from '../../core/finding.js';
import { intakeRules } from './rules.js';
import type { IntakeRule, IntakeRuleId } from './rules.js';

/** What one of intake's checks has to say, before it is a finding. */
export interface Remark {
  readonly rule: IntakeRuleId;
  /** The entry or file it is about; null for the upload itself. Not yet made visible. */
  readonly file: string | null;
  readonly message: string;
  /** The fix made of the author's own values, where that is more helpful than the rule's. */
  readonly fix?: string;
  /** Where in a JSON file; absent where there are no lines. */
  readonly at?: { readonly line: number; readonly column: number; readonly pointer: string };
}

/** The findings of these remarks, in order. `uploadName` stands as file where the upload itself is meant. */
export function toFindings(remarks: readonly Remark[], uploadName: string): Finding[] {
  const findings = remarks.map(({ rule, file, message, fix, at }): Finding => {
    const { severity, fix: generalFix }: IntakeRule = intakeRules[rule];
    const fault = {
      rule,
      severity,
      blocks: severity === 'error',
      file: visible(file ?? uploadName),
      line: at?.line ?? null,
      column: at?.column ?? null,
      pointer: at?.pointer ?? null,
      message: escaped(message),
      fix: escaped(fix ?? generalFix),
    };
    const fingerprint = createHash('sha256')
      .update(fingerprintSource(fault, () => null))
      .digest('hex');
    return { ...fault, docs: explainedAt(rule), fingerprint, status: 'new' };
  });
  return inOrder(findings);
}

/** Whether nothing of an upload with these remarks may be used. */
export function refuses(remarks: readonly Remark[]): boolean {
  return remarks.some(({ rule }) => intakeRules[rule].refuses);
}

/** More of a name tells nobody anything. */
const shownLength = 120;

/** A stranger's name as it can be shown anywhere: nothing invisible in it, and cut where it is very long. */
export function visible(name: string): string {
  return escaped(name.length > shownLength ? `${name.slice(0, shownLength)}…` : name);
}

/** Control characters, direction marks and other invisible ones become `\\u{…}`. */
function escaped(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
