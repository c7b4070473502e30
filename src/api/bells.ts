import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '../core/log.js';
import { Doorbell } from '../core/ports/doorbell.js';
import { Ledger } from '../core/ports/ledger.js';
import { ringBells } from '../pipeline/ring-bells.js';
import { LOG } from './tokens.js';

/** Rings for the work that requests make. */
@Injectable()
export class Bells {
  constructor(
    readonly ledger: Ledger,
    readonly doorbell: Doorbell,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Rings in the background: the caller's answer does not wait for it, and a bell that fails only delays, because workers poll. */
  ring(): void {
    ringBells(this).catch((error: unknown) =>
      this.log.warn({ error }, 'Ringing for new work failed; it is found by polling'),
    );
  }
}
