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
  it('goes on with the rest when a part or a version fails, and tells of both', async () => {
    const upkeep = new KeptUpkeep();
    const told: string[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (_: object, what: string) => void told.push(what),
    };
    const upkeeper = createUpkeeper({
      upkeep,
      measure: id => (id === 'damaged' ? Promise.reject(new Error('x')) : Promise.resolve({ unreadable: 'Nothing.' })),
      everySeconds: 3_600,
      log,
    });
    upkeeper.start();
    await upkeeper.stop();

    expect(upkeep.rounds).toBe(1);
    expect(upkeep.saved).toEqual(['fine: Nothing.']);
    expect(told).toEqual([
      'Public versions could not be looked after; trying again',
      'A public version could not be measured; trying again',
    ]);
  });
});
