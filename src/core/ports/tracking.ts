import type { ChannelEntry, SubmissionSummary } from './ledger.js';

/** Earlier ends of the same stage that an expectation is made from: the newest so many, and never fewer than the least. */
export const historyLength = 200;
export const leastHistory = 5;

/** What lies ahead of a submission, from the queue as it is and from history. */
export interface Outlook {
  /** Place of its step among those that are due, 1 is next; null unless it waits for a worker. */
  readonly queue: { readonly position: number; readonly of: number } | null;
  /**
   * How long the work that is under way or queued takes from its start, or a review from the moment it waits: median and 90th
   * percentile of history, in milliseconds. Null when fewer than {@link leastHistory} are known: nothing is made up.
   */
  readonly expected: { readonly fromMs: number; readonly toMs: number; readonly samples: number } | null;
}

/** What lies ahead of submissions. */
export abstract class Tracking {
  /** The public version of a connector that was published last and was not withdrawn; where all were, the last; or null. */
  abstract newestPublic(publisher: string, connector: string): Promise<ChannelEntry | null>;
  abstract outlook(submission: Pick<SubmissionSummary, 'id' | 'stage' | 'state' | 'measuringSince'>): Promise<Outlook>;
}
