import { setTimeout as delay } from 'node:timers/promises';
import type { Doorbell } from '../core/ports/doorbell.js';
import type { Ledger } from '../core/ports/ledger.js';

/** One thing that the service works with. */
export interface ReadinessPart {
  readonly ok: boolean;
  /** False for what delays work when it is missing, and loses nothing. */
  readonly needed: boolean;
  /** What was looked at and how it went, without the reason: strangers may ask. The log has that. */
  readonly detail: string;
}

/** What readiness looks at. */
export interface ReadinessProbes {
  readonly ledger: Ledger;
  readonly doorbell: Doorbell;
  /** Writes something where blobs are stored; throws when that fails. */
  readonly writeToStore: () => Promise<void>;
}

/** How long one look may take, in milliseconds. Probes usually give up after a few seconds themselves. */
const patienceMs = 3_000;

/** Looks at what the service works with. */
export class Readiness {
  constructor(private readonly probes: ReadinessProbes) {}

  /** Each part by name. Answers in time, whatever is broken; never throws. */
  async parts(): Promise<Readonly<Record<'database' | 'store' | 'doorbell', ReadinessPart>>> {
    const { ledger, doorbell, writeToStore } = this.probes;
    const first = { publishers: null, state: null, stage: null, limit: 1, cursor: null };
    const [database, store, bell] = await Promise.all([
      works(ledger.list(first).then(() => true)),
      works(writeToStore().then(() => true)),
      works(doorbell.connected()),
    ]);
    return {
      database: { ok: database, needed: true, detail: database ? 'reachable and migrated' : 'does not answer' },
      store: { ok: store, needed: true, detail: store ? 'writable' : 'cannot be written to' },
      doorbell: { ok: bell, needed: false, detail: bell ? 'connected' : 'not connected; work is found by polling' },
    };
  }
}

async function works(probe: Promise<boolean>): Promise<boolean> {
  const timeout = new AbortController();
  const tooLate = delay(patienceMs, false, { signal: timeout.signal }).catch(() => false);
  try {
    return await Promise.race([probe, tooLate]);
  } catch {
    return false;
  } finally {
    timeout.abort();
  }
}
