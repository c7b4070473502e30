import type { TimelineEntry } from './step.js';
import type { Submission } from './submission.js';

/**
 * Since when it is the turn of whose turn it is. A person's turn begins with the change that gave it to them. Ours begins with the
 * first of the steps that followed one another without a pause: each is queued at the very moment at which the one before it ended.
 */
export function turnSince(
  submission: Pick<Submission, 'state'> & { readonly updatedAt: string },
  timeline: readonly Pick<TimelineEntry, 'queuedAt' | 'finishedAt'>[],
): string {
  if (submission.state !== 'running') return submission.updatedAt;
  let since = timeline.at(-1)?.queuedAt ?? submission.updatedAt;
  for (const { queuedAt, finishedAt } of timeline.slice(0, -1).reverse()) {
    if (finishedAt !== since) break;
    since = queuedAt;
  }
  return since;
}
