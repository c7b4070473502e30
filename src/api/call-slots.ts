import { problem } from '../core/problems.js';

/** A call holds at most some 10 MiB: both bodies, and what policies and the search for secrets make of them. */
const usual = { each: 4, all: 32 };

/** Keeps the calls through the gateway that are under way at the same time within bounds, of each account and of all. */
export class CallSlots {
  private readonly each: number;
  private readonly all: number;
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor({ each, all } = usual) {
    this.each = each;
    this.all = all;
  }

  /** Takes a place; gives the function that frees it, which may be called more than once. Throws `preview-calls-limit`, `preview-busy`. */
  take(account: string): () => void {
    const mine = this.held.get(account) ?? 0;
    if (mine >= this.each) throw problem('preview-calls-limit', { limit: this.each });
    if (this.total >= this.all) throw problem('preview-busy');
    this.held.set(account, mine + 1);
    this.total += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.total -= 1;
      const left = (this.held.get(account) ?? 1) - 1;
      if (left === 0) this.held.delete(account);
      else this.held.set(account, left);
    };
  }
}
