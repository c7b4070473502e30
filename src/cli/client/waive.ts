import type { SubmissionView } from '../../api/view.js';
import type { Finding } from '../../core/finding.js';
import { newestFindings } from '../../core/given-waiver.js';
import { problem } from '../../core/problems.js';
import { printable } from '../printable.js';

/** What `assay review --waive` is given beside the fingerprint. */
export interface WaiveOptions {
  readonly waive?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly scope?: string;
}

/** Fewer characters of a fingerprint than these are taken for a slip. */
const fewest = 8;

/** The waiver that the options ask for. The fingerprint may be cut short, as it is shown. Throws `options-conflict`. */
export function waiverFrom(view: SubmissionView, { waive = '', reason = '', until = '', scope }: WaiveOptions) {
  if (reason.trim() === '' || until === '') {
    throw problem('options-conflict', {
      reason: 'A waiver has a reason and an end.',
      fix: 'Add --reason with why it may stay and --until with the last day, as 2027-01-31.',
    });
  }
  const { fingerprint } = findingFor(view, waive);
  return { fingerprint, reason, expires: until, ...(scope !== undefined && { scope }) };
}

function findingFor({ id, timeline, revision }: SubmissionView, start: string): Finding {
  const all = newestFindings(timeline, revision).filter(({ fingerprint }) => fingerprint.startsWith(start));
  const [only] = all;
  const isOne = new Set(all.map(({ fingerprint }) => fingerprint)).size === 1;
  if (start.length >= fewest && only !== undefined && isOne) return only;
  throw problem('options-conflict', {
    reason: `${printable(start)} names no single finding of the newest revision.`,
    fix: `Take a fingerprint, or its first ${fewest} characters and more, from \`assay review ${id}\`.`,
  });
}
