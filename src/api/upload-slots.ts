import { problem } from '../core/problems.js';

/** At 10 MiB each, 16 uploads at the same time take 160 MiB at the very worst. */
const usual = { slots: 16, patienceMs: 20_000 };

/** Keeps the memory that uploads take within bounds: whoever comes when it is used up waits, in order, and not for ever. */
export class UploadSlots {
  private free: number;
  private readonly patienceMs: number;
  private readonly waiting: (() => void)[] = [];

  constructor({ slots, patienceMs } = usual) {
    this.free = slots;
    this.patienceMs = patienceMs;
  }

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
      const timer = setTimeout(leave, this.patienceMs);
      this.waiting.push(come);
    });
  }
}
