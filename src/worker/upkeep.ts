import type { Log } from '../core/log.js';
import type { Upkeep } from '../core/ports/upkeep.js';
import type { Measurement } from '../core/tier.js';

/** Versions that one round measures: evidence is large, and other work goes on beside it. */
const measuredAtOnce = 10;

/** Looks after public versions again and again. */
export interface Upkeeper {
  start(): void;
  /** Breaks off a judgement that is under way, and resolves once the round has ended; no other begins. */
  stop(): Promise<void>;
}

/** Makes what begins a round every so many seconds, and none while the one before is under way. A failed part is told and repeated. */
export function createUpkeeper({
  upkeep,
  measure,
  recertify,
  everySeconds,
  log,
}: {
  upkeep: Upkeep;
  measure: (submissionId: string) => Promise<Measurement | { readonly unreadable: string }>;
  /** Judges some of what is due by the rules of today; writes nothing more once the signal aborts. */
  recertify: (signal: AbortSignal) => Promise<void>;
  everySeconds: number;
  log: Log;
}): Upkeeper {
  const stopping = new AbortController();
  let round: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const tell = async () => {
    for (const { submissionId, state } of await upkeep.tellCertificates())
      log.info({ submission: submissionId, state }, 'A certificate comes to its end');
  };
  const measureSome = async () => {
    for (const submissionId of await upkeep.unmeasured(measuredAtOnce)) {
      try {
        await upkeep.saveMeasurement(submissionId, await measure(submissionId));
      } catch (error) {
        log.error({ submission: submissionId, error }, 'A public version could not be measured; trying again');
      }
    }
  };
  const lookAfter = async () => {
    for (const part of [tell, measureSome, () => recertify(stopping.signal)]) {
      if (stopping.signal.aborted) return;
      try {
        await part();
      } catch (error) {
        log.error({ error }, 'Public versions could not be looked after; trying again');
      }
    }
  };
  const begin = () => {
    round ??= lookAfter().finally(() => (round = null));
  };

  return {
    start() {
      begin();
      timer = setInterval(begin, everySeconds * 1000);
    },
    async stop() {
      stopping.abort();
      if (timer !== null) clearInterval(timer);
      await round;
    },
  };
}
