import type { SubmissionView } from '../../api/view.js';
import type { ExitCode } from '../exit-code.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import { followSubmission } from './events.js';
import type { Remote } from './http.js';
import { findingTexts, headText, outlookTexts, stepText } from './timeline-text.js';

/** What a follower ends with: 0 public or waiting for a reviewer, 1 sent back or given up, 2 stopped for want of an operator. */
export function exitCodeOfState(state: SubmissionView['state']): ExitCode {
  if (state === 'public' || state === 'waiting' || state === 'running') return 0;
  return state === 'stopped' ? 2 : 1;
}

/** Tells how one submission moves; what it told once it does not repeat. */
export interface Teller {
  tell(view: SubmissionView): void;
}

/** Prints a submission's head, and then a line for every stage that ended and every turn that changed. */
export function createTeller(terminal: Terminal): Teller {
  const told = new Set<string>();
  const { paint, interactive } = terminal;
  let shown = false;

  const print = (key: string, ...lines: string[]) => {
    if (told.has(key)) return;
    told.add(key);
    if (shown) terminal.err(wipe);
    shown = false;
    for (const line of lines) terminal.out(`${line}\n`);
  };
  const showRunning = ({ timeline, turn }: SubmissionView) => {
    const running = timeline.at(-1);
    if (!interactive || turn !== 'ours' || running?.state !== 'LEASED') return;
    terminal.err(`${shown ? wipe : ''}${stepText(running, terminal.paintErr)}`);
    shown = true;
  };

  return {
    tell(view) {
      print('head', headText(view, paint));
      for (const entry of view.timeline) {
        if (entry.finishedAt === null && entry.note === null) continue;
        const key = [entry.revision, entry.stage, entry.queuedAt, entry.state, entry.attempts, entry.note].join(' ');
        print(key, stepText(entry, paint), ...findingTexts(entry, paint));
      }
      const turn = `${paint.bold(view.state)}: ${printable(view.next)}`;
      if (view.state !== 'running') {
        const key = `${view.state} ${view.stage} ${view.revision} ${view.updatedAt}`;
        print(key, ...outlookTexts(view, paint), turn);
      }
      showRunning(view);
    },
  };
}

const wipe = '\r\u001b[K';

/**
 * Tells how a submission moves. Ends when Assay itself has nothing more to do with it now; with `untilFinal` only when nobody has.
 * Gives the last state. Throws what `followSubmission` throws; Ctrl-C aborts `signal`.
 */
export async function followOnTerminal(
  remote: Remote,
  id: string,
  teller: Teller,
  { untilFinal, signal }: { untilFinal: boolean; signal: AbortSignal },
): Promise<SubmissionView> {
  let last: SubmissionView | null = null;
  for await (const view of followSubmission(remote, id, signal)) {
    teller.tell(view);
    last = view;
    if (view.turn === 'nobody' || (!untilFinal && view.turn !== 'ours')) return view;
  }
  if (last === null) throw new Error('a stream of submissions ended without one');
  return last;
}

/** A signal that Ctrl-C and a polite kill abort; a second Ctrl-C ends the process at once, as if nothing listened. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
