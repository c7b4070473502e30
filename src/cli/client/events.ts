import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmissionView } from '../../api/view.js';
import { Problem, problem } from '../../core/problems.js';
import { ask, reasonOf } from './http.js';
import type { Remote } from './http.js';
import { RemoteProblem } from './remote-problem.js';
import { eventData } from './server-sent-events.js';

/** Seconds between reconnections, together a minute; the count starts again whenever the stream says something. */
const pauses = [0.2, 0.5, 1, 2, 4, 8, 15, 30] as const;

/** A stream that says nothing, not even a comment, for this long is taken up anew: the connection may be dead unnoticed. */
const silenceMs = 60_000;

/**
 * The states of a submission as the service tells them, the current one first. A stream that breaks is taken up again, and the
 * service sends the state at once, so nothing that lasts is missed. Ends with a final submission, or when the reader stops.
 * Throws `server-lost` after a minute without the connection that was there, and what the service refuses with.
 */
export async function* followSubmission(
  remote: Remote,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<SubmissionView, void, void> {
  const path = `/submissions/${encodeURIComponent(id)}/events`;
  let wasConnected = false;
  let failures = 0;
  for (;;) {
    let lost: unknown = new Error('the service ended the stream');
    try {
      const answer = await ask(remote, path, { accept: 'text/event-stream', signal });
      wasConnected = true;
      for await (const data of eventData(answer.body, silenceMs)) {
        failures = 0;
        const view = JSON.parse(data) as SubmissionView; // the service's own OpenAPI document promises the shape
        yield view;
        if (view.turn === 'nobody') return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isRefusal(error) || !wasConnected) throw error;
      lost = error;
    }
    const pause = pauses[failures];
    if (pause === undefined) throw problem('server-lost', { server: remote.server, reason: reasonOf(lost) }, lost);
    await sleep(pause * 1000, undefined, { signal });
    failures += 1;
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof RemoteProblem) return error.status < 500 && error.status !== 429;
  return error instanceof Problem && error.code !== 'server-unreachable';
}
