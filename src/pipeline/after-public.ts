import type { Principal } from '../core/account.js';
import type { NewDeprecation } from '../core/deprecation.js';
import type {
  ConnectorName,
  Connectors,
  PreviewVersion,
  PublicVersion,
  WithdrawalSide,
} from '../core/ports/connectors.js';
import { problem } from '../core/problems.js';
import { actsFor, hasRole, requireScope, visiblePublishers } from './access.js';

interface Tools {
  readonly connectors: Connectors;
}

/** What is seen of a connector: its newest public version, and what of it waits in preview, for those who may see that. */
export interface SeenConnector {
  readonly newest: PublicVersion | null;
  readonly preview: PreviewVersion | null;
}

/**
 * The connector as the caller sees it: what is public is everybody's, what is in preview its publisher's and the reviewers'. Throws
 * `connector-not-found` where there is nothing to see.
 */
export async function seenConnector(name: ConnectorName, by: Principal, { connectors }: Tools): Promise<SeenConnector> {
  const visible = visiblePublishers(by);
  const mine = visible === null || visible.includes(name.publisher);
  const [newest, preview] = await Promise.all([connectors.newest(name), mine ? connectors.preview(name) : null]);
  if (newest === null && preview === null) throw problem('connector-not-found', { ...name });
  return { newest, preview };
}

/**
 * Deprecates a public connector, for members of its publisher and administrators. Throws `connector-not-found`, `publisher-not-yours`,
 * `version-not-public`, `replacement-not-public`, `deprecation-dates-refused`.
 */
export async function deprecate(
  id: string,
  name: ConnectorName,
  what: NewDeprecation,
  by: Principal,
  tools: Tools,
): Promise<void> {
  await requireOwner(name, by, tools);
  await tools.connectors.deprecate(id, name, what, by.account.id);
}

/** Takes a deprecation back. Throws `connector-not-found`, `publisher-not-yours`, `deprecation-not-found`. */
export async function undoDeprecation(
  id: string,
  name: ConnectorName,
  reason: string,
  by: Principal,
  tools: Tools,
): Promise<void> {
  await requireOwner(name, by, tools);
  await tools.connectors.undoDeprecation(id, name, reason, by.account.id);
}

/**
 * Takes a public version back: at once for a member of the publisher, as a wish that a second person has to consent to for reviewers and
 * administrators. Throws `connector-not-found`, `publisher-not-yours`, `scope-missing`, `version-not-public`, `withdrawal-stands`,
 * `four-eyes`.
 */
export async function withdrawVersion(
  id: string,
  name: ConnectorName,
  what: { readonly version: string; readonly reason: string },
  by: Principal,
  tools: Tools,
): Promise<void> {
  await seenConnector(name, by, tools);
  const side = sideOf(name, by);
  await tools.connectors.withdraw(id, name, { ...what, side }, by.account.id);
}

/**
 * Consents to a withdrawal that another reviewer or administrator asked for. Throws `connector-not-found`, `publisher-not-yours`,
 * `scope-missing`, `withdrawal-not-found`, `four-eyes`.
 */
export async function consentToWithdrawal(
  id: string,
  name: ConnectorName,
  comment: string,
  by: Principal,
  tools: Tools,
): Promise<void> {
  await seenConnector(name, by, tools);
  if (sideOf(name, by) === 'publisher')
    throw problem('four-eyes', { reason: `you belong to its publisher, ${name.publisher}.` });
  await tools.connectors.consent(id, name, comment, by.account.id);
}

/** Takes a withdrawal back, as a reviewer. Throws `connector-not-found`, `withdrawal-not-found`, `four-eyes`. */
export async function undoWithdrawal(
  id: string,
  name: ConnectorName,
  reason: string,
  by: Principal,
  tools: Tools,
): Promise<void> {
  await seenConnector(name, by, tools);
  await tools.connectors.undoWithdrawal(id, name, reason, by.account.id);
}

async function requireOwner(name: ConnectorName, by: Principal, tools: Tools): Promise<void> {
  await seenConnector(name, by, tools);
  if (!actsFor(by, name.publisher)) throw problem('publisher-not-yours', { publisher: name.publisher });
}

/** A member of the publisher speaks for it, whatever else the member is; reviewers and administrators speak for the programme. */
function sideOf({ publisher }: ConnectorName, by: Principal): WithdrawalSide {
  if (by.account.publishers.includes(publisher)) {
    requireScope(by, 'submit');
    return 'publisher';
  }
  if (!hasRole(by, 'reviewer') && !hasRole(by, 'administrator')) throw problem('publisher-not-yours', { publisher });
  requireScope(by, by.scopes.includes('administer') ? 'administer' : 'review');
  return 'programme';
}
