import type { Blobs } from '../core/ports/blobs.js';
import type { TimelineEntry } from '../core/step.js';
import { verdictOf } from '../core/verdict.js';
import { readRecord } from '../stages/functional/replay/read-record.js';
import { reportOf } from '../stages/functional/reports/functional-report.js';
import { htmlReport } from '../stages/functional/reports/html.js';
import { junitReport } from '../stages/functional/reports/junit.js';
import { contentPolicy } from '../stages/functional/reports/style.js';

export type ReportFormat = 'html' | 'junit' | 'json';

/** An answer that is ready to be sent. */
export interface SentReport {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const mediaTypes = { html: 'text/html', junit: 'application/xml', json: 'application/json' } as const;

/**
 * The report of the newest functional test of a timeline, with its waivers; null when there was none yet. Throws `blob-missing`,
 * `blob-damaged`, and `evidence-version-unknown` when another version of Assay tested.
 */
export async function functionalReportOf(
  timeline: readonly TimelineEntry[],
  format: ReportFormat,
  blobs: Blobs,
): Promise<SentReport | null> {
  const tested = timeline.findLast(({ stage, report }) => stage === 'functional' && report !== null)?.report ?? null;
  const [evidence] = tested?.evidence ?? [];
  if (tested === null || evidence === undefined) return null;
  const record = readRecord(await blobs.get(evidence.replace(/^sha256:/, '')));
  const report = reportOf(record, { ...tested, verdict: verdictOf(tested) });
  const written = {
    html: () => htmlReport(report, record),
    junit: () => junitReport(report),
    json: () => JSON.stringify(report),
  } as const satisfies Record<ReportFormat, () => string>;
  const headers = {
    'Content-Type': `${mediaTypes[format]}; charset=utf-8`,
    // What a stranger's API once answered is in there: a browser that shows it treats it as a page of nobody.
    'Content-Security-Policy': `sandbox; frame-ancestors 'none'; ${contentPolicy}`,
    'Content-Disposition': `inline; filename="functional-report.${format === 'junit' ? 'xml' : format}"`,
  };
  return { headers, text: written[format]() };
}
