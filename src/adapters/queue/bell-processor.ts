import { OnGlobalQueueWaiting, Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { Doorbell } from '../../core/ports/doorbell.js';
import { BullDoorbell } from './bull-doorbell.js';
import { bellQueue } from './queue-imports.js';

/** Hears the bells of the queue. A provider of processes that have workers, and of no others: who takes a job must be able to work. */
@Processor(bellQueue)
export class BellProcessor {
  readonly #doorbell: Doorbell;

  constructor(@Inject(Doorbell) doorbell: Doorbell) {
    this.#doorbell = doorbell;
  }

  /** Takes the ring off the queue. It ends at once: the work is claimed from the ledger, with a lease of its own. */
  @Process()
  take(): void {
    this.#wake();
  }

  /** Bull gives a job to one process, which may have its hands full. This event goes to all, and whoever is free claims the step. */
  @OnGlobalQueueWaiting()
  hear(): void {
    this.#wake();
  }

  #wake(): void {
    if (this.#doorbell instanceof BullDoorbell) this.#doorbell.rang();
  }
}
