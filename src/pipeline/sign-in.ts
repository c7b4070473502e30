import { readJson } from '../core/json-text.js';
import { packageFileNames } from '../core/package.js';
import type { Principal } from '../core/account.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Connection, Connections } from '../core/ports/connections.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import { isFinal } from '../core/submission.js';
import { readDefinition } from '../runtime/definition.js';
import type { EgressPolicy } from '../runtime/egress-policy.js';
import { createRedactor } from '../runtime/redact.js';
import {
  authorizationUrl,
  beginSignIn,
  completeSignIn,
  interactiveSettings,
  requireState,
} from '../runtime/sign-in/authorization.js';
import type { AuthorizationAnswer, PendingSignIn } from '../runtime/sign-in/authorization.js';
import { pendingMember, tokenMembers } from '../runtime/sign-in/members.js';
import { secretsOf } from '../runtime/sign-in/secrets.js';
import { requireSubmitter } from './access.js';
import { loadPackage } from './load-package.js';

export interface SignInTools {
  readonly ledger: Ledger;
  readonly blobs: Blobs;
  readonly connections: Connections;
  readonly egress: EgressPolicy;
  readonly now: () => Date;
}

/** Where a person is to go, and until when the answer is taken. */
export interface SignInBegun {
  readonly url: string;
  readonly expiresAt: string;
}

/** How long a person may take to sign in at the provider. Minutes. */
const patience = 10;

/** A sign-in that was begun, as it lies in the vault beside the connection: only there, and only for who began it. */
interface Kept extends PendingSignIn {
  readonly account: string;
  readonly expiresAt: string;
}

/**
 * Begins to sign in to a submission's connector in a browser. A sign-in that was begun before and not ended is void then. Throws
 * `submission-not-found`, `publisher-not-yours`, `submission-not-revisable` for one that is final, `sign-in-too-early`, and what
 * `interactiveSettings` and `authorizationUrl` throw.
 */
export async function startSignIn(
  id: string,
  { redirectUrl }: { redirectUrl: string },
  by: Principal,
  tools: SignInTools,
): Promise<SignInBegun> {
  const { connection, settings } = await signInOf(id, by, tools);
  const pending = beginSignIn(redirectUrl);
  const url = authorizationUrl(settings, pending);
  const expiresAt = new Date(tools.now().getTime() + patience * 60_000).toISOString();
  const kept: Kept = { ...pending, account: by.account.id, expiresAt };
  const before = connection[pendingMember] ?? null;
  const begun = await tools.connections.change(id, {
    from: { [pendingMember]: before },
    to: { [pendingMember]: JSON.stringify(kept) },
  });
  if (!begun) throw problem('sign-in-not-begun');
  return { url, expiresAt };
}

/**
 * Takes the provider's answer, exchanges it, and puts the tokens into the vault. An answer is taken once, from the account that began,
 * for the submission that it began with. Throws `sign-in-not-begun` for any other, and what `startSignIn` and `completeSignIn` throw.
 */
export async function finishSignIn(
  id: string,
  answer: AuthorizationAnswer,
  by: Principal,
  tools: SignInTools,
): Promise<void> {
  const { connection, settings, properties } = await signInOf(id, by, tools);
  const text = connection[pendingMember];
  if (text === undefined) throw problem('sign-in-not-begun');
  const pending = JSON.parse(text) as Kept; // written by startSignIn, and nobody else writes there
  requireState(answer, pending);
  const late = Date.parse(pending.expiresAt) < tools.now().getTime();
  const taken =
    pending.account === by.account.id &&
    (await tools.connections.change(id, { from: { [pendingMember]: text }, to: { [pendingMember]: null } }));
  if (late || !taken) throw problem('sign-in-not-begun');
  const tokens = await completeSignIn(settings, pending, answer, {
    egress: tools.egress,
    redactor: createRedactor(secretsOf(properties, connection)),
    now: tools.now,
    signal: new AbortController().signal,
  });
  const { clientId, clientSecret } = tokenMembers(settings.parameter);
  const sameClient = { [clientId]: connection[clientId] ?? null, [clientSecret]: connection[clientSecret] ?? null };
  // Tokens belong to a client: another connection, given meanwhile, has nothing to do with them.
  if (!(await tools.connections.change(id, { from: sameClient, to: tokens }))) throw problem('sign-in-not-begun');
}

async function signInOf(id: string, by: Principal, { ledger, blobs, connections }: SignInTools) {
  const submission = await ledger.get(id);
  requireSubmitter(submission, by);
  if (isFinal(submission))
    throw problem('submission-not-revisable', { id, state: submission.state, stage: submission.stage });
  const accepted = (await ledger.revisions(id))
    .sort((a, b) => b.number - a.number)
    .find(revision => revision.package !== null)?.package;
  if (!accepted) throw problem('sign-in-too-early', { id });
  const content = await loadPackage(accepted, blobs);
  const json = (name: string): unknown => readJson(content.read(name) ?? new Uint8Array()).value;
  const properties = json(packageFileNames.properties);
  const connection: Connection = (await connections.get(id)) ?? {};
  const definition = readDefinition(json(packageFileNames.definition));
  return { connection, properties, settings: interactiveSettings(definition, properties, connection) };
}
