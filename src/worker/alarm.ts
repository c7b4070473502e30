/** Wakes a loop that looks for work. A ring between two waits is remembered, so that none is missed. */
export interface Alarm {
  ring(): void;
  /** Resolves at the next ring, at once when one came since the last wait, or after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** Makes an alarm for one waiting loop. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(milliseconds) {
      if (!rung) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = null;
    },
  };
}
