import type { SubmissionView } from '../../api/view.js';
import type { TimelineEntry } from '../../core/step.js';
import type { Paint } from '../terminal.js';

/** How long each step waited for a worker and ran, as a table; the wait is the pipeline's own. */
export function timingsTable(views: readonly SubmissionView[], paint: Paint): string {
  const lines = [`\n${paint.bold('connector   revision  stage       waited      ran')}`];
  for (const view of views) {
    for (const entry of view.timeline) {
      const [waited, ran] = millisecondsOf(entry);
      lines.push(
        `${view.connector.padEnd(10)}  ${String(entry.revision).padStart(8)}  ${entry.stage.padEnd(10)}  ` +
          `${`${waited} ms`.padStart(6)}  ${`${ran} ms`.padStart(7)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function millisecondsOf({ queuedAt, startedAt, finishedAt }: TimelineEntry): [waited: number, ran: number] {
  const started = Date.parse(startedAt ?? queuedAt);
  return [started - Date.parse(queuedAt), finishedAt === null ? 0 : Date.parse(finishedAt) - started];
}
