import { randomUUID } from 'node:crypto';
import type { Route } from '../../src/api/route.js';
import { routes } from '../../src/api/routes.js';

/** A valid body for every route that takes one in JSON, by its path. */
const bodies: Record<string, object> = {
  [routes.decide.path]: { kind: 'approve', digest: `sha256:${'0'.repeat(64)}` },
  [routes.inviteTester.path]: { account: randomUUID() },
  [routes.giveTesterVerdict.path]: { digest: `sha256:${'0'.repeat(64)}`, kind: 'works' },
  [routes.handInPreviewConnection.path]: { connection: { api_key: 'x' } },
  [routes.takeReview.path]: { from: null },
  [routes.acknowledge.path]: { fingerprints: ['0'.repeat(64)], digest: `sha256:${'0'.repeat(64)}` },
  [routes.waive.path]: { fingerprint: '0'.repeat(64), reason: 'x', expires: '2999-01-01' },
  [routes.revokeWaiver.path]: { reason: 'x' },
  [routes.comment.path]: { text: 'Look.' },
  [routes.settleComment.path]: { kind: 'resolved' },
  [routes.startSignIn.path]: { redirectUrl: 'http://127.0.0.1:4388/callback' },
  [routes.finishSignIn.path]: { state: 'x', code: 'y' },
  [routes.createToken.path]: { name: 'x', scopes: ['read'] },
  [routes.createPublisher.path]: { slug: 'new', name: 'New', kind: 'verified' },
  [routes.createWebhook.path]: { url: 'https://hooks.example.com/', events: ['submission.public'] },
  [routes.deprecate.path]: { reason: 'Old.', from: '2999-01-01', endOfLife: '2999-06-01' },
  [routes.undoDeprecation.path]: { reason: 'Not old.' },
  [routes.withdrawVersion.path]: { version: '1.0.1', reason: 'Bad.' },
  [routes.consentToWithdrawal.path]: { comment: 'Bad.' },
  [routes.undoWithdrawal.path]: { reason: 'Good.' },
  [routes.askForRecertification.path]: { version: '1.0.1' },
  [routes.setWatchConnection.path]: { connection: { api_key: 'x' } },
  [routes.registerConsumer.path]: { name: 'x', operations: ['GetItem'] },
  [routes.setMailSettings.path]: { wants: 'all' },
  [routes.createAccount.path]: { name: 'New', roles: ['submitter'] },
};

/** A body that the route understands; undefined where none is known, or it takes none. */
export function bodyOf(route: Route): object | undefined {
  return route.body && bodies[route.path];
}
