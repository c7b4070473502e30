import type { Principal, Role } from '../core/account.js';
import { actsFor, requireScope, requireSubmitter, requireVisible, visiblePublishers } from './access.js';

const principal = (roles: Role[], publishers: string[] = []): Principal => ({
  account: { id: 'a', name: 'A', roles, publishers },
  tokenId: 't',
  scopes: ['read', 'submit'],
});
const submission = { id: 's', publisher: 'acme' };

describe('pipeline/access', () => {
  it('shows submitters what is their publishers’, and reviewers and administrators everything', () => {
    expect(visiblePublishers(principal(['submitter'], ['acme']))).toEqual(['acme']);
    expect(visiblePublishers(principal(['submitter', 'reviewer'], ['acme']))).toBeNull();
    expect(visiblePublishers(principal(['administrator']))).toBeNull();
    expect(visiblePublishers(principal([]))).toEqual([]);
  });

  it('knows nothing of a submission that one may not see', () => {
    expect(() => requireVisible(submission, principal(['submitter'], ['globex']))).toThrow(/no such submission/);
    expect(() => requireSubmitter(submission, principal(['submitter'], ['globex']))).toThrow(/no such submission/);
    expect(() => requireVisible(submission, principal(['submitter'], ['acme']))).not.toThrow();
  });

  it('lets a reviewer look and not touch', () => {
    expect(() => requireVisible(submission, principal(['reviewer']))).not.toThrow();
    expect(() => requireSubmitter(submission, principal(['reviewer']))).toThrow(/do not act for this publisher/);
  });

  it('lets members and administrators act for a publisher', () => {
    expect(actsFor(principal(['submitter'], ['acme']), 'acme')).toBe(true);
    expect(actsFor(principal(['administrator']), 'acme')).toBe(true);
    expect(actsFor(principal(['reviewer']), 'acme')).toBe(false);
  });

  it('names the scope that is missing and those that are there', () => {
    expect(() => requireScope(principal([]), 'review')).toThrow(/`review`; your token has: read, submit/);
    expect(() => requireScope(principal([]), 'read')).not.toThrow();
  });
});
