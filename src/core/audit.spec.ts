import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { auditOrigin, auditSource, firstBrokenLink } from './audit.js';
import type { AuditEntry } from './audit.js';

const hashOf = (previous: string, entry: Omit<AuditEntry, 'hash'>) =>
  createHash('sha256').update(auditSource(previous, entry)).digest('hex');

function chainOf(actions: readonly string[]): AuditEntry[] {
  let previous = auditOrigin;
  return actions.map((action, index) => {
    const entry = {
      seq: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      actor: 'ann',
      action,
      submissionId: null,
      details: { index },
    };
    previous = hashOf(previous, entry);
    return { ...entry, hash: previous };
  });
}

const actions = fc.array(fc.string(), { minLength: 2, maxLength: 20 });

describe('core/audit', () => {
  it('finds nothing wrong with a chain as it was written, whole or in parts', () => {
    fc.assert(
      fc.property(actions, fc.nat(), (all, cut) => {
        const chain = chainOf(all);
        const [first, second] = [chain.slice(0, cut % chain.length), chain.slice(cut % chain.length)];
        expect(firstBrokenLink(chain, hashOf)).toBeNull();
        expect(firstBrokenLink(second, hashOf, first.at(-1))).toBeNull();
      }),
    );
  });

  it('finds any entry that was changed, removed, doubled or moved, at its place', () => {
    const tampering = fc.constantFrom('change', 'remove', 'double', 'swap');
    fc.assert(
      fc.property(actions, fc.nat(), tampering, (all, at, how) => {
        const chain = chainOf(all);
        const index = at % (chain.length - 1);
        const [entry, next] = [chain[index], chain[index + 1]];
        if (entry === undefined || next === undefined) throw new Error('The chain is too short.');
        if (how === 'change') chain[index] = { ...entry, actor: 'mallory' };
        if (how === 'remove') chain.splice(index, 1);
        if (how === 'double') chain.splice(index, 0, entry);
        if (how === 'swap') chain.splice(index, 2, next, entry);

        const broken = firstBrokenLink(chain, hashOf);

        expect(broken).toBe({ change: entry.seq, remove: next.seq, double: entry.seq, swap: next.seq }[how]);
      }),
    );
  });
});
