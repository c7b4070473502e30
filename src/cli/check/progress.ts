import type { Terminal } from '../terminal.js';

/** Between two lines of progress where they cannot be written over. */
const quietMs = 5000;

/** Shows how many of a total are done: one line that is written over on a terminal, a line now and then anywhere else. */
export function createProgress(total: number, terminal: Terminal): { show(done: number): void; clear(): void } {
  let shown = false;
  let toldAt = Date.now();
  return {
    show(done) {
      if (done === total) return;
      if (terminal.interactive) {
        terminal.err(`\r${done} of ${total} checked`);
        shown = true;
      } else if (Date.now() - toldAt > quietMs) {
        terminal.err(`${done} of ${total} checked\n`);
        toldAt = Date.now();
      }
    },
    clear() {
      if (shown) terminal.err('\r\u001b[K');
      shown = false;
    },
  };
}
