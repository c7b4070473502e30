import { problem } from '../core/problems.js';

/** Uploads that are in memory at the same time: at 10 MiB each, 160 MiB at the very worst. */
const slots = 16;

/** How long an upload waits for its turn before it is told to come back. */
const patienceMs = 20_000;

/** Keeps the memory that uploads take within bounds: whoever comes when it is used up waits, in order, and not for ever. */
export class UploadSlots {
  private free = slots;
  private readonly waiting: (() => void)[] = [];

  /** Waits for a turn; gives the function that ends it, which may be called more than once. Throws `server-busy`. */
  async take(): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else await this.turn();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    };
  }

  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(come), 1);
        reject(problem('server-busy'));
      };
      const timer = setTimeout(leave, patienceMs);
      this.waiting.push(come);
    });
  }
}
