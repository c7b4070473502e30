import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Log } from '../core/log.js';
import { Changes } from '../core/ports/changes.js';
import { problem } from '../core/problems.js';
import { isFinal } from '../core/submission.js';
import { LOG } from './tokens.js';
import type { SubmissionView } from './view.js';

/** The most listeners of one process. Each costs a socket and, on a change, a few queries. */
export const mostListeners = 200;

/** Between two signs of life. Proxies close silent connections after a minute or less; the state is read again on the way. */
const heartbeatMs = 15_000;

/** A connection is ended after this long, so that one with a token that was revoked meanwhile does not listen for ever. */
const longestMs = 15 * 60_000;

/** The open streams of server-sent events of this process. */
@Injectable()
export class EventStreams {
  private readonly open = new Set<() => void>();

  constructor(
    private readonly changes: Changes,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Sends the submission's state at once, then on every change, until it is final. `read` gives the state as this listener may see
   * it. Throws what the first `read` throws, and `too-many-listeners`; once the stream has begun, it ends instead.
   */
  async start(submissionId: string, read: () => Promise<SubmissionView>, response: Response): Promise<void> {
    if (this.open.size >= mostListeners) throw problem('too-many-listeners', { limit: mostListeners });
    let wake: () => void = () => undefined;
    let ended = false;
    let dirty = false;
    const ring = () => {
      dirty = true;
      wake();
    };
    const end = () => {
      ended = true;
      wake();
    };
    // Listening before reading: a change between the two is not missed.
    this.open.add(end);
    const unsubscribe = this.changes.subscribe(submissionId, ring);
    const heartbeat = setInterval(() => {
      if (response.headersSent) response.write(': still here\n\n');
      ring();
    }, heartbeatMs);
    const limit = setTimeout(end, longestMs);
    response.on('close', end);
    try {
      let sent = '';
      let view = await read();
      response.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      response.write('retry: 2000\n\n');
      for (;;) {
        const event = `event: submission\ndata: ${JSON.stringify(view)}\n\n`;
        // A slow reader gets the newest state once it has read the one before, never a queue of old ones.
        if (event !== sent && !response.write(event)) await drained(response);
        sent = event;
        if (ended || isFinal(view)) break;
        if (!dirty) await new Promise<void>(resolve => (wake = resolve));
        if (ended) break;
        dirty = false;
        view = await read();
      }
      response.end();
    } catch (error) {
      if (!response.headersSent) throw error;
      this.log.error({ submission: submissionId, error }, 'Event stream broke off');
      response.destroy();
    } finally {
      clearInterval(heartbeat);
      clearTimeout(limit);
      unsubscribe();
      this.open.delete(end);
    }
  }

  /** Ends all streams, so that the server can close; listeners connect again to its successor. */
  endAll(): void {
    for (const end of this.open) end();
  }
}

function drained(response: Response): Promise<void> {
  return new Promise(resolve => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
