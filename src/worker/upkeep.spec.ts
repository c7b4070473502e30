import { Upkeep } from '../core/ports/upkeep.js';
import type { CertificateEnd } from '../core/ports/upkeep.js';
import type { Measurement } from '../core/tier.js';
import { createUpkeeper } from './upkeep.js';

class KeptUpkeep extends Upkeep {
  readonly saved: string[] = [];
  rounds = 0;

  tellCertificates(): Promise<readonly CertificateEnd[]> {
    this.rounds += 1;
    return Promise.reject(new Error('The database is away.'));
  }

  unmeasured(): Promise<readonly string[]> {
    return Promise.resolve(['damaged', 'fine']);
  }

  saveMeasurement(submissionId: string, measured: Measurement | { readonly unreadable: string }): Promise<boolean> {
    this.saved.push(`${submissionId}: ${'unreadable' in measured ? measured.unreadable : 'measured'}`);
    return Promise.resolve(true);
  }
}

describe('worker/upkeep', () => {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

  it('breaks off the judgement that is under way when it is stopped, and begins nothing more', async () => {
    const begun: AbortSignal[] = [];
    let begins: () => void = () => undefined;
    const judging = new Promise<void>(resolve => (begins = resolve));
    const upkeeper = createUpkeeper({
      upkeep: new KeptUpkeep(),
      measure: () => Promise.resolve({ unreadable: 'Nothing.' }),
      recertify: signal => {
        begun.push(signal);
        begins();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      },
      everySeconds: 3_600,
      log: quiet,
    });
    upkeeper.start();
    await judging;
    await upkeeper.stop();

    expect(begun).toHaveLength(1);
    expect(begun[0]?.aborted).toBe(true);
  });

  it('goes on with the rest when a part or a version fails, and tells of both', async () => {
    const upkeep = new KeptUpkeep();
    const told: string[] = [];
    let rounded: () => void = () => undefined;
    const round = new Promise<void>(resolve => (rounded = resolve));
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (_: object, what: string) => void told.push(what),
    };
    const upkeeper = createUpkeeper({
      upkeep,
      measure: id => (id === 'damaged' ? Promise.reject(new Error('x')) : Promise.resolve({ unreadable: 'Nothing.' })),
      recertify: () => {
        rounded();
        return Promise.resolve();
      },
      everySeconds: 3_600,
      log,
    });
    upkeeper.start();
    await round;
    await upkeeper.stop();

    expect(upkeep.rounds).toBe(1);
    expect(upkeep.saved).toEqual(['fine: Nothing.']);
    expect(told).toEqual([
      'Public versions could not be looked after; trying again',
      'A public version could not be measured; trying again',
    ]);
  });
});
