import { missingFor } from './promotion.js';
import type { Promotion } from './promotion.js';
import type { TimelineEntry } from './step.js';
import type { Submission } from './submission.js';

/**
 * Since when it is the turn of whose turn it is. A person's turn begins with the change that gave it to them. Ours begins with the
 * first of the steps that followed one another without a pause: each is queued at the very moment at which the one before it ended.
 */
export function turnSince(
  submission: Pick<Submission, 'state'> & { readonly updatedAt: string; readonly measuringSince?: string | null },
  timeline: readonly Pick<TimelineEntry, 'queuedAt' | 'finishedAt'>[],
): string {
  if (submission.measuringSince) return submission.measuringSince;
  if (submission.state !== 'running') return submission.updatedAt;
  let since = timeline.at(-1)?.queuedAt ?? submission.updatedAt;
  for (const { queuedAt, finishedAt } of timeline.slice(0, -1).reverse()) {
    if (finishedAt !== since) break;
    since = queuedAt;
  }
  return since;
}

/** What is to be said while a version waits for nothing but its own numbers; `promotion` as they stand, where they are known. */
export function measuringText(promotion: Promotion | null): string {
  const missing = promotion === null ? null : missingFor(promotion);
  const how =
    missing === null
      ? 'It is promoted by itself once its numbers are there'
      : `It is promoted by itself once nothing is missing (${missing})`;
  return `Assay’s turn: measuring. Reviewers have approved it. ${how}; there is nothing to do but wait.`;
}

/** What to add for those who decide while its own numbers are not there yet; empty where nothing is missing. */
export function unmeasuredText(promotion: Promotion | null): string {
  const missing = promotion === null ? null : missingFor(promotion);
  return missing === null
    ? ''
    : ` Its own numbers are not there yet (${missing}); once approved, it waits for them by itself.`;
}
