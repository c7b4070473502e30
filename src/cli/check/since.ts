import type { Finding } from '../../core/finding.js';
import type { Checked, Since } from './result.js';

/**
 * Says of a check what became of the findings of an earlier one: which of today's were there, and which are gone. Faults are the
 * same by their fingerprints, wherever they moved. What is waived stays so.
 */
export function sinceThen(now: Checked, before: Checked): Checked {
  const known = new Set(before.result.findings.map(finding => finding.fingerprint));
  const still = new Set(now.result.findings.map(finding => finding.fingerprint));
  const findings = now.result.findings.map((finding): Finding => {
    if (finding.status === 'waived') return finding;
    return { ...finding, status: known.has(finding.fingerprint) ? 'carried' : 'new' };
  });
  const carried = findings.filter(({ fingerprint }) => known.has(fingerprint)).length;
  const since: Since = {
    path: before.result.path,
    package: before.result.package?.digest ?? null,
    fixed: before.result.findings.filter(({ fingerprint }) => !still.has(fingerprint)),
    carried,
    new: findings.length - carried,
  };
  return { ...now, result: { ...now.result, findings, since } };
}
