import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { keyIdOf, seal, unseal } from './vault.js';

describe('adapters/postgres/vault', () => {
  const key = randomBytes(32);
  const name = ['submission', 'token'];

  it('opens what it sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => expect(unseal(key, name, seal(key, name, text))).toBe(text)),
    );
  });

  it('never seals the same text to the same bytes, nor with the same data key', () => {
    const [one, two] = [seal(key, name, 'same'), seal(key, name, 'same')];
    expect(one.sealed.equals(two.sealed)).toBe(false);
    expect(one.wrappedKey.equals(two.wrappedKey)).toBe(false);
  });

  it('opens with no other key, under no other name, and with not one bit changed', () => {
    const sealed = seal(key, name, 'secret');
    expect(() => unseal(randomBytes(32), name, sealed)).toThrow();
    // Names are kept apart: no two lists of them are bound as the same text.
    for (const other of [['submission'], ['submission', 'toke'], ['submissiontoken'], ['submission","token']]) {
      expect(() => unseal(key, other, sealed)).toThrow();
    }
    for (const part of ['wrappedKey', 'sealed'] as const) {
      for (let index = 0; index < sealed[part].length; index += 1) {
        const bytes = Buffer.from(sealed[part]);
        bytes[index] = (bytes[index] ?? 0) ^ 1;
        expect(() => unseal(key, name, { ...sealed, [part]: bytes })).toThrow();
      }
      expect(() => unseal(key, name, { ...sealed, [part]: Buffer.alloc(0) })).toThrow();
    }
  });

  it('names a key without telling it, and takes no key of another length', () => {
    expect(keyIdOf(key)).toMatch(/^[0-9a-f]{16}$/);
    expect(key.toString('hex')).not.toContain(keyIdOf(key));
    expect(() => seal(randomBytes(31), name, 'secret')).toThrow('32 bytes');
  });
});
