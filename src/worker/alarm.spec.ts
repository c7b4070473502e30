import { createAlarm } from './alarm.js';

describe('worker/alarm', () => {
  it('wakes who waits', async () => {
    const alarm = createAlarm();
    const began = Date.now();

    const waiting = alarm.wait(10_000);
    alarm.ring();
    await waiting;

    expect(Date.now() - began).toBeLessThan(1_000);
  });

  it('remembers one ring while nobody waits, and not a second one', async () => {
    const alarm = createAlarm();
    alarm.ring();
    alarm.ring();
    const began = Date.now();

    await alarm.wait(10_000);
    const first = Date.now() - began;
    await alarm.wait(50);

    expect(first).toBeLessThan(1_000);
    expect(Date.now() - began).toBeGreaterThanOrEqual(45);
  });
});
