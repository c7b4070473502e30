import type { FunctionalReport } from '../../stages/functional/reports/functional-report.js';
import type { StoredRecord } from '../../stages/functional/replay/stored-record.js';
import type { Checked } from '../check/result.js';
import { formatNames, formatters } from '../formatters/index.js';
import { json } from '../json.js';
import type { Paint } from '../terminal.js';
import { coverageText } from './coverage-text.js';

/** The words for `--format` of what tests: those of `check`, and a page. */
export const testFormatNames = [...formatNames, 'html'] as const;
export type TestFormatName = (typeof testFormatNames)[number];

/** What a test came to, in the forms that formats take. */
export interface Shown {
  readonly checked: Checked;
  readonly report: FunctionalReport;
  /** Null when nothing was called. */
  readonly record: StoredRecord | null;
}

/**
 * Prints what a test came to. `html` and `junit` are the reports of the functional test; `json` is what `check` prints, with the report as the
 * member `functional`; the others are those of `check`, as text with a line for each operation before.
 */
export async function printTest(format: TestFormatName, shown: Shown, paint: Paint): Promise<string> {
  const { checked, report, record } = shown;
  switch (format) {
    case 'html':
      return (await import('../../stages/functional/reports/html.js')).htmlReport(report, record);
    case 'junit':
      return (await import('../../stages/functional/reports/junit.js')).junitReport(report);
    case 'json':
      return json({ ...checked.result, functional: report });
    case 'text': {
      const operations = record === null ? '' : coverageText(record, paint);
      return operations + (await formatters.text.load())([checked], paint);
    }
    case 'github':
    case 'markdown':
    case 'sarif':
      return (await formatters[format].load())([checked], paint);
  }
}
